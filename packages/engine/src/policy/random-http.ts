/**
 * The random HTTP download: a segment that no peer has yet must come from the origin. Pure.
 * Each viewer chooses one rarely, so that viewers fetch different segments and share them.
 */
import { because, type Random, wireIdOf } from "@swarmlane/contract";
import { hashOfTexts } from "@swarmlane/wire";
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
    return [{ type: "http", key: own.key, reason: because("our-share") }];
  }
  const pending = all.filter((segment) => isLeftToChance(segment, run));
  const chance = run.settings.httpDownloadProbability * pending.length;
  if (random() >= chance) return [];
  const drawn = pending[Math.floor(random() * pending.length)];
  if (drawn === undefined) return [];
  return [{ type: "http", key: drawn.key, reason: { code: "drawn", among: pending.length } }];
}

function mayDraw({ settings, view, http }: Run): boolean {
  const hasCompany = view.swarm.peers.size > 0 || !settings.httpDownloadProbabilitySkipIfNoPeers;
  return !settings.consumeOnly && view.isHttpAllowed && !http.isFull() && hasCompany;
}

/** With two viewers, the one that is ahead fetches and the other follows. An agreement would give each of them half. */
const fewestPeers = 2;

/**
 * Rendezvous hashing: peers that are connected with each other agree on the one that fetches a segment, without a
 * message. (Thaler and Ravishankar, "Using name-based mappings to increase hit rates", 1998.)
 */
function isOurs({ name }: SegmentView, { ownPeerId, swarm }: Run["view"]): boolean {
  if (swarm.peers.size < fewestPeers) return false;
  const id = wireIdOf(name);
  const ours = hashOfTexts(id, ownPeerId);
  for (const peerId of swarm.peers.keys()) if (hashOfTexts(id, peerId) < ours) return false;
  return true;
}

/**
 * The chosen peer may not fetch it: it may play another part of the stream, or be a 0.6 peer, which knows only the random
 * choice.
 */
function isLeftToChance({ queuedAt }: SegmentView, { view, settings, now }: Run): boolean {
  const grace = 2 * settings.httpDownloadProbabilityInterval;
  return view.swarm.peers.size < fewestPeers || now - queuedAt >= grace;
}

/** A segment that a peer has or is loading will come from that peer. */
function isPending(segment: SegmentView, { view: { swarm }, settings, now }: Run): boolean {
  return (
    !isCoolingDown(segment, now) &&
    segment.priority <= settings.httpDownloadMaxPriority &&
    !swarm.isLoadingElsewhere(segment.name) &&
    swarm.holders(segment.name).length === 0
  );
}
