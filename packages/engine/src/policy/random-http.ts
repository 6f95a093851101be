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
  const all = waiting.filter((segment) => isPending(segment, run));
  const own = all.find((segment) => isOurs(segment, run.view));
  if (own !== undefined && run.settings.httpDownloadProbability > 0) {
    const reason = "no peer has or loads it, and among the connected it falls to us";
    return [{ type: "http", key: own.key, reason }];
  }
  const pending = all.filter((segment) => isLeftToChance(segment, run));
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

/** Of two viewers the one who is ahead fetches and the other follows: an agreement would give each half to fetch. */
const fewestPeers = 2;

/**
 * Rendezvous: of the peers that are connected with each other, all agree on the one who fetches a segment, without a
 * word. (Thaler and Ravishankar, "Using name-based mappings to increase hit rates", 1998.)
 */
function isOurs({ wireId }: SegmentView, { ownPeerId, swarm }: Run["view"]): boolean {
  if (swarm.peers.size < fewestPeers) return false;
  const ours = weigh(ownPeerId, wireId);
  for (const peerId of swarm.peers.keys()) if (weigh(peerId, wireId) < ours) return false;
  return true;
}

/** The one to whom it falls may not want it: another part of the stream, or 0.6, which knows only the lot. */
function isLeftToChance({ queuedAt }: SegmentView, { view, settings, now }: Run): boolean {
  const grace = 2 * settings.httpDownloadProbabilityInterval;
  return view.swarm.peers.size < fewestPeers || now - queuedAt >= grace;
}

/** FNV-1a, 32 bits. */
function weigh(peerId: string, wireId: string): number {
  let hash = 0x811c9dc5;
  for (const text of [wireId, peerId]) {
    for (let at = 0; at < text.length; at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    }
  }
  return hash >>> 0;
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
