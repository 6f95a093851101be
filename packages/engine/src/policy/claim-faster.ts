/** A peer's transfer that will not end in time goes on at a faster peer, from where it stopped. Part of the policy. */
import { because } from "@swarmlane/contract";
import { lastCallOf } from "./patience.ts";
import { type Claim, type Run, wake } from "./policy-run.ts";
import type { SegmentView } from "./policy-view.ts";
import { remainingOf, speedOf } from "./transfer-pace.ts";

/** So much faster that it pays to begin with another peer. */
const faster = 2;
/** ms from its first byte on, before which a transfer's speed says little. */
const proving = 500;

/** True: it goes on elsewhere. */
export function claimFaster(run: Run, { segment, isRequired }: Claim): boolean {
  if (!isRequired || !isLate(run, segment)) return false;
  const { peers, decisions, p2p, now } = run;
  const peer = peers.faster(segment, faster * speedOf(segment, now));
  if (peer === undefined) return false;
  const { key } = segment;
  decisions.push({ type: "cancel", key, reason: because("peer-late") });
  peers.take(peer.id);
  decisions.push({
    ...{ type: "p2p", key, peerId: peer.id },
    reason: { code: "peer-holds", notHttp: "peer-brings", speed: peer.speed, p2p: p2p.usage() },
  });
  return true;
}

function isLate(run: Run, segment: SegmentView): boolean {
  const { key, attempt } = segment;
  const isRunning = run.p2p.running().some((each) => each.key === key);
  if (!isRunning || attempt?.size === undefined) return false;
  wake(run, Math.max(attempt.startedAt, run.now) + proving);
  if (run.now - attempt.startedAt < proving) return false;
  return run.now + remainingOf(segment, run.now) > lastCallOf(run, segment);
}
