/** The HTTP half of the policy: may this segment be loaded from the origin now, and in which slot? */
import type { SegmentView } from "./policy-view.ts";
import { isCoolingDown, type Ranked, type Run } from "./policy-run.ts";

/** Decides an HTTP download and returns undefined, or returns the guard that said no. */
export function claimHttp(run: Run, ranked: Ranked): string | undefined {
  const { segment, isRequired } = ranked;
  if (!isRequired && !segment.isDistrusted) return "not required at once";
  const no = whyNot(run, segment) ?? whyWait(run, segment) ?? makeRoom(run, ranked);
  if (no === undefined) start(run, ranked);
  return no;
}

function whyNot({ view, settings, now }: Run, segment: SegmentView): string | undefined {
  if (!view.isHttpAllowed) return "peers have the first chance";
  if (segment.priority > settings.httpDownloadMaxPriority) return "above httpDownloadMaxPriority";
  if (isCoolingDown(segment, now)) return "cooling down after a failure over HTTP";
  if (isNearlyDone(segment, now, view.limits.p2pNearlyDone)) return "a peer is about to finish it";
  return undefined;
}

/**
 * A segment that the player does not wait for yet gets `limits.requiredPatience` to come from a peer. Without it viewers
 * would load the same segments from the origin: those they start with, and those that two viewers at the live edge need
 * at the same moment.
 */
function whyWait({ view, peers, now }: Run, segment: SegmentView): string | undefined {
  const { priority, requiredSince, name, state, isDistrusted } = segment;
  if (priority <= 0 || requiredSince === undefined || isDistrusted) return undefined;
  if (now - requiredSince >= view.limits.requiredPatience) return undefined;
  if (state === "p2p") return "a peer is bringing it, and may go on for a moment";
  if (peers.canAsk(segment)) return "a peer holds it, and may bring it";
  if (view.swarm.isLoadingElsewhere(name)) return "a peer is loading it";
  return view.isJoining ? "peers are about to connect" : undefined;
}

/** Frees a slot if need be: the least important download yields, else one that the origin only drips into. */
function makeRoom(run: Run, { rank, isRequired }: Ranked): string | undefined {
  const { http, decisions } = run;
  if (!http.isFull()) return undefined;
  if (!isRequired) return "all HTTP slots are taken";
  const victim = http.preempt(rank);
  if (victim !== undefined) {
    const reason = "its HTTP slot is needed for a more important segment";
    decisions.push({ type: "cancel", key: victim.key, reason });
  } else {
    giveUpDripping(run);
  }
  return http.isFull() ? "all HTTP slots hold more important segments" : undefined;
}

/** An origin that only drips must not hold a slot for ever, however important its segment is. */
function giveUpDripping(run: Run): void {
  const dripping = run.http.running().find((segment) => isDripping(run, segment));
  if (dripping === undefined) return;
  run.http.free(dripping);
  const reason = "the origin drips, and a required segment waits for the slot";
  run.decisions.push({ type: "give-up", key: dripping.key, reason });
}

function start({ http, p2p, decisions, settings }: Run, { segment, isRequired }: Ranked): void {
  const { key, priority } = segment;
  if (p2p.free(segment)) {
    const reason = "required now, and the peer is not about to finish it";
    decisions.push({ type: "cancel", key, reason });
  }
  http.take();
  const why = isRequired
    ? `priority ${priority} is required (up to ${settings.requiredSegmentsPriority})`
    : "a peer's copy was rejected";
  decisions.push({ type: "http", key, reason: `${why}; HTTP slots: ${http.usage()}` });
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
