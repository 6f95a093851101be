/** The HTTP half of the policy: may this segment be loaded from the origin now, and in which slot? */
import { because, type HttpRefusal, type Reason } from "@swarmlane/contract";
import type { SegmentView } from "./policy-view.ts";
import { isCoolingDown, type Claim, type Run } from "./policy-run.ts";

/** Decides an HTTP download and returns undefined, or returns the guard that said no. */
export function claimHttp(run: Run, claim: Claim): HttpRefusal | undefined {
  const { segment, isRequired } = claim;
  if (!isRequired && !segment.isDistrusted) return "not-required";
  const no = whyNot(run, segment) ?? whyWait(run, segment) ?? makeRoom(run, claim);
  if (no === undefined) start(run, claim);
  return no;
}

function whyNot({ view, settings, now }: Run, segment: SegmentView): HttpRefusal | undefined {
  if (!view.isHttpAllowed) return "peers-first";
  if (segment.priority > settings.httpDownloadMaxPriority) return "above-http-limit";
  if (isCoolingDown(segment, now)) return "cooling-down";
  if (isNearlyDone(segment, now, view.limits.p2pNearlyDone)) return "peer-finishes";
  return undefined;
}

/**
 * A segment that the player does not wait for yet gets `limits.requiredPatience` to come from a peer. Without it viewers
 * would load the same segments from the origin: those they start with, and those that two viewers at the live edge need
 * at the same moment.
 */
function whyWait({ view, peers, now }: Run, segment: SegmentView): HttpRefusal | undefined {
  const { priority, requiredSince, name, state, isDistrusted } = segment;
  if (priority <= 0 || requiredSince === undefined || isDistrusted) return undefined;
  if (now - requiredSince >= view.limits.requiredPatience) return undefined;
  if (state === "p2p") return "peer-brings";
  if (peers.canAsk(segment)) return "peer-may-bring";
  if (view.swarm.isLoadingElsewhere(name)) return "peer-loads";
  return view.isJoining ? "peers-connect" : undefined;
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

function start({ http, p2p, decisions, settings }: Run, { segment, isRequired }: Claim): void {
  const { key, priority } = segment;
  if (p2p.free(segment)) {
    decisions.push({ type: "cancel", key, reason: because("required-now") });
  }
  http.take();
  const limit = settings.requiredSegmentsPriority;
  const reason: Reason = isRequired
    ? { code: "required", priority, limit, http: http.usage() }
    : { code: "copy-rejected", http: http.usage() };
  decisions.push({ type: "http", key, reason });
}

/**
 * At the speed so far the transfer ends within `bound` ms. The average of one that stalls or drips near its end falls too
 * slowly to tell, so nobody waits for twice as long.
 */
function isNearlyDone(
  { attempt, requiredSince = 0 }: SegmentView,
  now: number,
  bound: number,
): boolean {
  if (attempt?.size === undefined || attempt.bytes === 0) return false;
  if (now - Math.max(requiredSince, attempt.startedAt) > 2 * bound) return false;
  const msPerByte = (now - attempt.startedAt) / attempt.bytes;
  return (attempt.size - attempt.bytes) * msPerByte <= bound;
}

/** Slower than what counts as silence, for longer than a first byte may take. */
function isDripping({ view: { limits }, now }: Run, { attempt }: SegmentView): boolean {
  if (attempt === undefined) return false;
  const elapsed = now - attempt.startedAt;
  const least = (limits.httpIdleBytes / limits.httpIdle) * elapsed;
  return elapsed >= limits.httpFirstByte && attempt.bytes < least;
}
