/** A peer's transfer that will not end in time goes on at a faster peer, from where it stopped. Part of the policy. */
import { because } from "@swarmlane/contract";
import { lastCallOf } from "./patience.ts";
import { type Claim, type Run, wake } from "./policy-run.ts";
import type { SegmentView } from "./policy-view.ts";
import { faster, isLate, proving, speedOf } from "./transfer-pace.ts";

/** True: it goes on elsewhere. */
export function claimFaster(run: Run, { segment, isRequired }: Claim): boolean {
  if (!isRequired || !isWorthwhile(run, segment)) return false;
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

/** A switch that leaves no time to prove itself would end at the origin. */
function isWorthwhile(run: Run, segment: SegmentView): boolean {
  const { p2p, now } = run;
  const { key, attempt } = segment;
  const isRunning = p2p.running().some((each) => each.key === key);
  if (!isRunning || attempt?.size === undefined) return false;
  if (now + proving >= lastCallOf(run, segment)) return false;
  wake(run, Math.max(attempt.startedAt, now) + proving);
  return isLate(segment, now);
}
