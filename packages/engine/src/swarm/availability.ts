/** Which peer has which segment. Either thread. Kept up to date by the difference of each map to the one before. */
import type { Limits, PeerId, WireSegmentId } from "@swarmlane/contract";
import type { SegmentChanges, SegmentsMap, SegmentStatus } from "@swarmlane/wire";

/** `excess`: with these changes the peer's map would be larger than a whole one may be. Nothing was changed. */
export type Learned = "same" | "changed" | "excess";

export interface Availability {
  /** Replaces what the peer announced. */
  update(peerId: PeerId, segments: SegmentsMap): Learned;
  /** Costs what changed, not what is announced. */
  change(peerId: PeerId, changes: SegmentChanges): Learned;
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

export function createAvailability(limits: Pick<Limits, "segmentsPerMap">): Availability {
  const announced = new Map<PeerId, Map<WireSegmentId, SegmentStatus>>();
  const index: Record<SegmentStatus, Index> = { loaded: new Map(), loading: new Map() };
  const backedOff: Index = new Map();

  function list(peerId: PeerId, segmentId: WireSegmentId, status: SegmentStatus): void {
    const isRefused = backedOff.get(segmentId)?.has(peerId) === true;
    if (!(status === "loaded" && isRefused)) add(index[status], segmentId, peerId);
  }

  function unlist(peerId: PeerId, segmentId: WireSegmentId, status: SegmentStatus): void {
    discard(index[status], segmentId, peerId);
  }

  function replace(peerId: PeerId, next: SegmentsMap): Learned {
    const before = announced.get(peerId) ?? nothing;
    let learned: Learned = "same";
    for (const [segmentId, status] of before) {
      if (next.get(segmentId) === status) continue;
      unlist(peerId, segmentId, status);
      learned = "changed";
    }
    for (const [segmentId, status] of next) {
      if (before.get(segmentId) === status) continue;
      list(peerId, segmentId, status);
      learned = "changed";
    }
    return learned;
  }

  return {
    update(peerId, segments) {
      const learned = replace(peerId, segments);
      announced.set(peerId, new Map(segments));
      return learned;
    },
    change(peerId, changes) {
      const before = announced.get(peerId) ?? new Map<WireSegmentId, SegmentStatus>();
      const added = [...changes].filter(([id, status]) => status !== "gone" && !before.has(id));
      if (before.size + added.length > limits.segmentsPerMap) return "excess";
      let learned: Learned = "same";
      for (const [segmentId, status] of changes) {
        const was = before.get(segmentId);
        if (was !== undefined) unlist(peerId, segmentId, was);
        before.delete(segmentId);
        if (status !== "gone") {
          before.set(segmentId, status);
          list(peerId, segmentId, status);
        }
        if (was !== (status === "gone" ? undefined : status)) learned = "changed";
      }
      announced.set(peerId, before);
      return learned;
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
