/** The HTTP half of the policy: may this segment be loaded from the origin now, and in which slot? */
import { because, type HttpRefusal, type Reason } from "@swarmlane/contract";
import { isElected, type Refusal, waitOf } from "./patience.ts";
import { isCoolingDown, wake, type Claim, type Run } from "./policy-run.ts";
import type { SegmentView } from "./policy-view.ts";
import { endsInTime, isLate, remainingOf } from "./transfer-pace.ts";

/** Decides an HTTP download and returns undefined, or returns the guard that said no. */
export function claimHttp(run: Run, claim: Claim): Refusal | undefined {
  const { segment, isRequired } = claim;
  const isUrgent = isRequired || segment.isDistrusted;
  if (!isUrgent && !mayFetchAhead(run, segment)) return { code: "not-required" };
  const no = whyNot(run, segment);
  if (no !== undefined) return { code: no };
  const wait = waitOf(run, segment);
  if (wait !== undefined && run.now < wait.until) {
    wake(run, wait.until);
    return wait;
  }
  if (isRequired && isEndingInTime(run, segment)) {
    wake(run, run.now + lookAgain);
    return { code: "peer-finishes", peerId: segment.peerId };
  }
  if (!isUrgent && !isOurTurn(run, segment, wait)) return { code: "not-required" };
  const full = makeRoom(run, claim);
  if (full !== undefined) return { code: full };
  start(run, claim, wait);
  return undefined;
}

function whyNot({ view, settings, now }: Run, segment: SegmentView): HttpRefusal | undefined {
  if (!view.isHttpAllowed) return "peers-first";
  if (segment.priority > settings.httpDownloadMaxPriority) return "above-http-limit";
  if (isCoolingDown(segment, now)) return "cooling-down";
  return undefined;
}

/**
 * Viewers that are connected with each other fetch what nobody has yet before it is required, one for all; and what comes
 * from a peer too slowly.
 */
function mayFetchAhead(run: Run, segment: SegmentView): boolean {
  const { settings, http, election, view, now } = run;
  const isAsked = settings.httpDownloadProbability > 0 && !settings.consumeOnly;
  const hasOthers = election.size(segment.name.stream) > view.limits.electionPeers;
  const isOpen = segment.state !== "p2p" || isLate(segment, now);
  return isAsked && hasOthers && isOpen && !http.isFull();
}

function isOurTurn(run: Run, segment: SegmentView, wait: Refusal | undefined): boolean {
  return wait === undefined ? isElected(run, segment) : wait.code === "other-elected";
}

/** Frees a slot if need be: the least important download yields, else one that the origin only drips into. */
function makeRoom(run: Run, { segment, isRequired }: Claim): HttpRefusal | undefined {
  const { http, decisions } = run;
  if (!http.isFull()) return undefined;
  if (!isRequired) return "http-full";
  const victim = http.preempt(segment);
  if (victim !== undefined) {
    decisions.push({ type: "cancel", key: victim.key, reason: because("http-slot-needed") });
  } else {
    giveUpDripping(run);
  }
  return http.isFull() ? "http-more-important" : undefined;
}

/** An origin that only drips must not hold a slot for ever, however important its segment is. */
function giveUpDripping(run: Run): void {
  const dripping = run.http.running().find((segment) => isDripping(run, segment));
  if (dripping === undefined) return;
  run.http.free(dripping);
  run.decisions.push({ type: "give-up", key: dripping.key, reason: because("origin-drips") });
}

function start(run: Run, { segment, isRequired }: Claim, wait: Refusal | undefined): void {
  const { http, p2p, decisions, settings, view } = run;
  const { key, priority } = segment;
  if (p2p.free(segment)) {
    decisions.push({ type: "cancel", key, reason: because("required-now") });
  }
  if (wait?.code === "peer-loads") {
    const reason = because("claim-lapsed");
    for (const peerId of view.swarm.loaders(segment.name))
      decisions.push({ type: "doubt", key, peerId, reason });
  }
  http.take();
  const limit = settings.requiredSegmentsPriority;
  const required: Reason = { code: "required", priority, limit, http: http.usage() };
  if (segment.isDistrusted && !isRequired)
    decisions.push({ type: "http", key, reason: { code: "copy-rejected", http: http.usage() } });
  else if (isElected(run, segment) && wait === undefined && priority > 0)
    decisions.push({ type: "http", key, reason: because("our-share") });
  else if (!isRequired) decisions.push({ type: "http", key, reason: because("our-turn") });
  else decisions.push({ type: "http", key, reason: required });
}

/** ms after which a transfer is looked at again that is to end just in time. */
const lookAgain = 250;

/**
 * At the speed so far a peer's transfer ends before the segment is played, or, if the player waits for it, about as soon
 * as the origin would bring it.
 */
function isEndingInTime({ view: { limits, httpTime }, now }: Run, segment: SegmentView): boolean {
  const { state, priority, dueAt } = segment;
  if (state !== "p2p") return false;
  const soon = Math.min(limits.p2pNearlyDone, Math.max(limits.playMargin, 2 * httpTime));
  if (priority <= 0) return isNearlyDone(segment, now, soon);
  // Until the player waits for it, the origin would not be faster with what is almost there.
  const isAlmostThere = now < dueAt && remainingOf(segment, now) <= limits.playMargin;
  return isAlmostThere || endsInTime(segment, now);
}

/**
 * The average of a transfer that stalls or drips near its end falls too slowly to tell, so nobody waits for twice as
 * long.
 */
function isNearlyDone(segment: SegmentView, now: number, bound: number): boolean {
  const { attempt, requiredSince = 0 } = segment;
  if (now - Math.max(requiredSince, attempt?.startedAt ?? now) > 2 * bound) return false;
  return remainingOf(segment, now) <= bound;
}

/** Slower than what counts as silence, for longer than a first byte may take. */
function isDripping({ view: { limits }, now }: Run, { attempt }: SegmentView): boolean {
  if (attempt === undefined) return false;
  const elapsed = now - attempt.startedAt;
  const least = (limits.httpIdleBytes / limits.httpIdle) * elapsed;
  return elapsed >= limits.httpFirstByte && attempt.bytes < least;
}
