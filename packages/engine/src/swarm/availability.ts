/** Which peer has which segment. Either thread. Kept up to date by the difference of each map to the one before. */
import type { PeerId, WireSegmentId } from "@swarmlane/contract";
import type { SegmentsMap, SegmentStatus } from "@swarmlane/wire";

export interface Availability {
  /** Replaces what the peer announced. True when that changed anything. */
  update(peerId: PeerId, segments: SegmentsMap): boolean;
  /** The peer is gone. Its back-offs stay: it may be back before they end. */
  remove(peerId: PeerId): void;
  /** The peer has not what it announced: it is no holder until `forgive`, whatever it announces (threats T7). */
  backOff(peerId: PeerId, segmentId: WireSegmentId): void;
  forgive(peerId: PeerId, segmentId: WireSegmentId): void;
  /** The live set; not to be kept. */
  holders(segmentId: WireSegmentId): ReadonlySet<PeerId>;
  isLoadingElsewhere(segmentId: WireSegmentId): boolean;
}

type Index = Map<WireSegmentId, Set<PeerId>>;

const nobody: ReadonlySet<PeerId> = new Set();
const nothing: SegmentsMap = new Map();

export function createAvailability(): Availability {
  const announced = new Map<PeerId, SegmentsMap>();
  const index: Record<SegmentStatus, Index> = { loaded: new Map(), loading: new Map() };
  const backedOff: Index = new Map();

  function list(peerId: PeerId, segmentId: WireSegmentId, status: SegmentStatus): void {
    const isRefused = backedOff.get(segmentId)?.has(peerId) === true;
    if (!(status === "loaded" && isRefused)) add(index[status], segmentId, peerId);
  }

  function replace(peerId: PeerId, next: SegmentsMap): boolean {
    const before = announced.get(peerId) ?? nothing;
    let hasChanged = false;
    for (const [segmentId, status] of before) {
      if (next.get(segmentId) === status) continue;
      discard(index[status], segmentId, peerId);
      hasChanged = true;
    }
    for (const [segmentId, status] of next) {
      if (before.get(segmentId) === status) continue;
      list(peerId, segmentId, status);
      hasChanged = true;
    }
    return hasChanged;
  }

  return {
    update(peerId, segments) {
      const hasChanged = replace(peerId, segments);
      announced.set(peerId, segments);
      return hasChanged;
    },
    remove(peerId) {
      replace(peerId, nothing);
      announced.delete(peerId);
    },
    backOff(peerId, segmentId) {
      add(backedOff, segmentId, peerId);
      discard(index.loaded, segmentId, peerId);
    },
    forgive(peerId, segmentId) {
      discard(backedOff, segmentId, peerId);
      const status = announced.get(peerId)?.get(segmentId);
      if (status !== undefined) list(peerId, segmentId, status);
    },
    holders: (segmentId) => index.loaded.get(segmentId) ?? nobody,
    isLoadingElsewhere: (segmentId) => index.loading.has(segmentId),
  };
}

function add(index: Index, segmentId: WireSegmentId, peerId: PeerId): void {
  const peers = index.get(segmentId);
  if (peers === undefined) index.set(segmentId, new Set([peerId]));
  else peers.add(peerId);
}

/** Leaves no empty sets behind: `index.has` means that somebody is listed. */
function discard(index: Index, segmentId: WireSegmentId, peerId: PeerId): void {
  const peers = index.get(segmentId);
  if (peers?.delete(peerId) === true && peers.size === 0) index.delete(segmentId);
}
