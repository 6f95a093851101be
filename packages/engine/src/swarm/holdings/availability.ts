/**
 * Which peer has which segment, and which peers are not asked for it for a while. Either thread. Each map changes only
 * what differs from the map before. Sequences are kept by stream, so the memory that a map takes depends on its bytes
 * and entries, not on the length of its stream keys.
 */
import type { Limits, PeerId, SegmentName } from "@swarmlane/contract";
import {
  countEntries,
  type SegmentChanges,
  type SegmentsMap,
  type SegmentStatus,
} from "@swarmlane/wire";

/** `excess`: with these changes the peer's map would be larger than a whole one may be. Nothing was changed. */
export type Learned = "same" | "changed" | "excess";

export interface Availability {
  /** Replaces what the peer announced. Takes ownership of `segments`. */
  update(peerId: PeerId, segments: SegmentsMap): Learned;
  /** Costs what changed, not what is announced. */
  change(peerId: PeerId, changes: SegmentChanges): Learned;
  /** Replaces what is on its way to the peer from others. */
  expect(peerId: PeerId, segments: SegmentsMap): Learned;
  /** The peer is disconnected. Its back-offs stay, because it may come back before they end. Returns what it had announced. */
  remove(peerId: PeerId): SegmentsMap;
  /** The peer did not deliver the segment: until `until` (ms) it is not a holder, even if it announces the segment. */
  backOff(peerId: PeerId, segment: SegmentName, until: number): void;
  /** The back-off has ended, unless it was prolonged meanwhile. True when the peer may be asked again. */
  forgive(peerId: PeerId, segment: SegmentName, now: number): boolean;
  backedOffUntil(peerId: PeerId, segment: SegmentName): number | undefined;
  /** The live list; not to be kept. */
  holders(segment: SegmentName): readonly PeerId[];
  /** Peers that are loading it, from the origin or from others. Not to be kept. */
  loaders(segment: SegmentName): readonly PeerId[];
  /** Peers that are receiving it, send on what they have, and are not backed off for it. Not to be kept. */
  relays(segment: SegmentName): readonly PeerId[];
  /** It is receiving the segment and does not hold all of it, as far as it announced. */
  isRelay(peerId: PeerId, segment: SegmentName): boolean;
  /** It announced something of that stream, or that it has nothing at all. False before its first map. */
  mayWant(peerId: PeerId, stream: string): boolean;
}

type Index = Map<string, Map<string, PeerId[]>>;
type Announced = Map<string, Map<string, SegmentStatus>>;

const noPeers: readonly PeerId[] = [];
const nothing: SegmentsMap = new Map();

export function createAvailability(
  limits: Pick<Limits, "segmentsPerMap" | "swarmsPerMap">,
): Availability {
  const announced = new Map<PeerId, Announced>();
  const index: Record<SegmentStatus | "coming" | "arriving", Index> = {
    loaded: new Map(),
    loading: new Map(),
    coming: new Map(),
    arriving: new Map(),
  };
  /** What is on its way to each peer. */
  const coming = new Map<PeerId, SegmentsMap>();
  const backOffs = new Map<string, Map<PeerId, number>>();

  function list(peerId: PeerId, stream: string, sequence: string, status: SegmentStatus): void {
    const isRefused =
      status === "loaded" &&
      backOffs.size > 0 &&
      backOffs.get(keyOf({ stream, sequence }))?.has(peerId) === true;
    if (!isRefused) add(index[status], stream, sequence, peerId);
  }

  function unlist(peerId: PeerId, stream: string, sequence: string, status: SegmentStatus): void {
    discard(index[status], stream, sequence, peerId);
  }

  function replace(peerId: PeerId, next: SegmentsMap): Learned {
    const before: SegmentsMap = announced.get(peerId) ?? nothing;
    let learned: Learned = "same";
    for (const [stream, sequences] of before) {
      const after = next.get(stream);
      for (const [sequence, status] of sequences) {
        if (after?.get(sequence) === status) continue;
        unlist(peerId, stream, sequence, status);
        learned = "changed";
      }
    }
    for (const [stream, sequences] of next) {
      const known = before.get(stream);
      for (const [sequence, status] of sequences) {
        if (known?.get(sequence) === status) continue;
        list(peerId, stream, sequence, status);
        learned = "changed";
      }
    }
    return learned;
  }

  /** Whether the map would be larger than a whole one may be. */
  function isExcessive(before: SegmentsMap, changes: SegmentChanges): boolean {
    let entries = countEntries(before);
    let streams = before.size;
    for (const [stream, sequences] of changes) {
      const known = before.get(stream);
      if (known === undefined) streams++;
      for (const [sequence, status] of sequences)
        if (status !== "gone" && known?.has(sequence) !== true) entries++;
    }
    return entries > limits.segmentsPerMap || streams > limits.swarmsPerMap;
  }

  function expect(peerId: PeerId, next: SegmentsMap): Learned {
    const before = coming.get(peerId) ?? nothing;
    if (before.size === 0 && next.size === 0) return "same";
    for (const [stream, sequences] of before)
      for (const sequence of sequences.keys()) {
        discard(index.coming, stream, sequence, peerId);
        discard(index.arriving, stream, sequence, peerId);
      }
    for (const [stream, sequences] of next)
      for (const [sequence, status] of sequences) {
        add(index.coming, stream, sequence, peerId);
        if (status === "loaded") add(index.arriving, stream, sequence, peerId);
      }
    if (next.size === 0) coming.delete(peerId);
    else coming.set(peerId, next);
    return "changed";
  }

  return {
    expect,
    update(peerId, segments) {
      const learned = replace(peerId, segments);
      announced.set(peerId, segments as Announced);
      return learned;
    },
    change(peerId, changes) {
      const before: Announced =
        announced.get(peerId) ?? new Map<string, Map<string, SegmentStatus>>();
      if (isExcessive(before, changes)) return "excess";
      announced.set(peerId, before);
      let learned: Learned = "same";
      for (const [stream, sequences] of changes) {
        const known = before.get(stream) ?? new Map<string, SegmentStatus>();
        for (const [sequence, status] of sequences) {
          const was = known.get(sequence);
          if (was !== undefined) unlist(peerId, stream, sequence, was);
          known.delete(sequence);
          if (status !== "gone") {
            known.set(sequence, status);
            list(peerId, stream, sequence, status);
          }
          if (was !== (status === "gone" ? undefined : status)) learned = "changed";
        }
        if (known.size > 0) before.set(stream, known);
        else before.delete(stream);
      }
      return learned;
    },
    remove(peerId) {
      const before = announced.get(peerId) ?? nothing;
      replace(peerId, nothing);
      expect(peerId, nothing);
      announced.delete(peerId);
      return before;
    },
    backOff(peerId, segment, until) {
      const key = keyOf(segment);
      const peers = backOffs.get(key) ?? new Map<PeerId, number>();
      backOffs.set(key, peers.set(peerId, Math.max(until, peers.get(peerId) ?? 0)));
      discard(index.loaded, segment.stream, segment.sequence, peerId);
    },
    forgive(peerId, segment, now) {
      const key = keyOf(segment);
      const peers = backOffs.get(key);
      const until = peers?.get(peerId);
      if (peers === undefined || until === undefined || until > now) return false;
      peers.delete(peerId);
      if (peers.size === 0) backOffs.delete(key);
      const { stream, sequence } = segment;
      const status = announced.get(peerId)?.get(stream)?.get(sequence);
      if (status === "loaded") list(peerId, stream, sequence, status);
      return true;
    },
    backedOffUntil: (peerId, segment) => backOffs.get(keyOf(segment))?.get(peerId),
    holders: ({ stream, sequence }) => index.loaded.get(stream)?.get(sequence) ?? noPeers,
    loaders({ stream, sequence }) {
      const fromOrigin = index.loading.get(stream)?.get(sequence) ?? noPeers;
      const fromPeers = index.coming.get(stream)?.get(sequence) ?? noPeers;
      if (fromPeers.length === 0) return fromOrigin;
      return fromOrigin.length === 0 ? fromPeers : [...fromOrigin, ...fromPeers];
    },
    isRelay(peerId, { stream, sequence }) {
      const status = announced.get(peerId)?.get(stream)?.get(sequence);
      return status !== "loaded" && coming.get(peerId)?.get(stream)?.get(sequence) === "loaded";
    },
    relays(segment) {
      const { stream, sequence } = segment;
      const peers = index.arriving.get(stream)?.get(sequence) ?? noPeers;
      const backedOff = peers.length === 0 ? undefined : backOffs.get(keyOf(segment));
      return backedOff === undefined ? peers : peers.filter((peerId) => !backedOff.has(peerId));
    },
    mayWant(peerId, stream) {
      const map = announced.get(peerId);
      return map !== undefined && (map.size === 0 || map.has(stream));
    },
  };
}

/** Back-offs are few and end soon, so their keys may be whole strings. */
function keyOf({ stream, sequence }: SegmentName): string {
  return `${sequence}|${stream}`;
}

function add(index: Index, stream: string, sequence: string, peerId: PeerId): void {
  let sequences = index.get(stream);
  if (sequences === undefined) index.set(stream, (sequences = new Map<string, PeerId[]>()));
  const peers = sequences.get(sequence);
  if (peers === undefined) sequences.set(sequence, [peerId]);
  else if (!peers.includes(peerId)) peers.push(peerId);
}

/** Removes lists that become empty: an entry in the index means that at least one peer is listed. */
function discard(index: Index, stream: string, sequence: string, peerId: PeerId): void {
  const sequences = index.get(stream);
  const peers = sequences?.get(sequence);
  const at = peers?.indexOf(peerId) ?? -1;
  if (sequences === undefined || peers === undefined || at < 0) return;
  peers.splice(at, 1);
  if (peers.length > 0) return;
  sequences.delete(sequence);
  if (sequences.size === 0) index.delete(stream);
}
