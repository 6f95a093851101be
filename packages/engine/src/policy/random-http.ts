/**
 * The random HTTP download: what no peer has yet must come from somewhere (contract §3). Pure.
 * Everyone draws rarely, so that viewers fetch different segments and share them.
 */
import type { Random } from "@swarmlane/contract";
import { isCoolingDown, type Run } from "./policy-run.ts";
import type { Decision, SegmentView } from "./policy-view.ts";

/** At most one download. `waiting`: the segments for which this run decided nothing else. */
export function drawRandomHttp(
  run: Run,
  waiting: readonly SegmentView[],
  random: Random,
): Decision[] {
  if (!mayDraw(run)) return [];
  const pending = waiting.filter((segment) => isPending(segment, run));
  const chance = run.settings.httpDownloadProbability * pending.length;
  if (random() >= chance) return [];
  const drawn = pending[Math.floor(random() * pending.length)];
  if (drawn === undefined) return [];
  const reason = `drawn at random among ${pending.length} that no peer has or loads`;
  return [{ type: "http", key: drawn.key, reason }];
}

function mayDraw({ settings, view, http }: Run): boolean {
  const hasCompany = view.swarm.peers.size > 0 || !settings.httpDownloadProbabilitySkipIfNoPeers;
  return !settings.consumeOnly && view.isHttpAllowed && !http.isFull() && hasCompany;
}

/** A segment that a peer has or is loading will come from that peer. */
function isPending(segment: SegmentView, { view: { swarm }, settings, now }: Run): boolean {
  return (
    !isCoolingDown(segment, now) &&
    segment.priority <= settings.httpDownloadMaxPriority &&
    !swarm.isLoadingElsewhere(segment.wireId) &&
    swarm.holders(segment.wireId).size === 0
  );
}
