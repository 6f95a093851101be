/**
 * The random HTTP download: a segment that no peer has yet must come from the origin. Pure.
 * Each viewer chooses one rarely, so that viewers fetch different segments and share them. It is for viewers that have too
 * few peers of our own to elect one among themselves.
 */
import type { Random } from "@swarmlane/contract";
import { isNewcomer } from "./patience.ts";
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
  return [{ type: "http", key: drawn.key, reason: { code: "drawn", among: pending.length } }];
}

/** A newcomer waits for its first connections: most of what it would choose they have. */
function mayDraw(run: Run): boolean {
  const { settings, view, http } = run;
  const hasCompany = view.swarm.peers.size > 0 || !settings.httpDownloadProbabilitySkipIfNoPeers;
  return (
    !settings.consumeOnly &&
    view.isHttpAllowed &&
    !http.isFull() &&
    hasCompany &&
    !(isNewcomer(run) && view.swarm.peers.size === 0)
  );
}

/** A segment that a peer has or is loading will come from that peer, and one that falls to somebody from that one. */
function isPending(segment: SegmentView, { view, settings, now, election }: Run): boolean {
  const { name, priority } = segment;
  const { swarm, limits } = view;
  return (
    !isCoolingDown(segment, now) &&
    priority <= settings.httpDownloadMaxPriority &&
    election.size(name.stream) <= limits.electionPeers &&
    swarm.loaders(name).length === 0 &&
    swarm.holders(name).length === 0
  );
}
