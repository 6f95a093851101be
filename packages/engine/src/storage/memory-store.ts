/**
 * Keeps segments in memory, least recently used first to go. Either thread.
 * Bounded by count, age and bytes; what the player's queue holds (the lock) is kept by all three.
 */
import type {
  Clock,
  EngineSettings,
  LoadedSegment,
  SegmentInfo,
  SegmentStore,
} from "@swarmlane/contract";

export interface MemoryStoreOptions {
  /** Live: read at each use. */
  readonly settings: Readonly<
    Pick<EngineSettings, "cachedSegmentsCount" | "cachedSegmentExpiration">
  >;
  /** Most bytes. */
  readonly budget: number;
  readonly clock: Pick<Clock, "now">;
}

interface Entry {
  readonly segment: LoadedSegment;
  /** Stored, or last read by the player. */
  accessed: number;
}

type IsLocked = (id: string) => boolean;

/**
 * The limits hold for all master swarms together. Count and age are enforced by `clean`, bytes by `store` too,
 * with the lock that the last `clean` was given. Where locked segments alone exceed the budget they stay, up to
 * twice the budget: there the oldest goes, locked or not. `clean` names what either of them dropped.
 */
export function createMemoryStore({ settings, budget, clock }: MemoryStoreOptions): SegmentStore {
  const swarms = new Map<string, Map<string, Entry>>();
  /** Every entry, oldest access first. */
  const order = new Set<Entry>();
  const dropped = createDroppedIds();
  let bytes = 0;
  /** Before the first `clean` it is unknown which segments are wanted. */
  let lastLock: IsLocked = () => true;

  function find(id: string, masterSwarmId: string): Entry | undefined {
    return swarms.get(masterSwarmId)?.get(id);
  }

  function add(entry: Entry): void {
    const { info, data } = entry.segment;
    const swarm = swarms.get(info.masterSwarmId) ?? new Map<string, Entry>();
    swarms.set(info.masterSwarmId, swarm.set(info.id, entry));
    order.add(entry);
    dropped.forgive(info);
    bytes += data.byteLength;
  }

  function remove(entry: Entry): void {
    const { info, data } = entry.segment;
    const swarm = swarms.get(info.masterSwarmId);
    swarm?.delete(info.id);
    if (swarm?.size === 0) swarms.delete(info.masterSwarmId);
    order.delete(entry);
    bytes -= data.byteLength;
  }

  /** Drops the oldest that `mayDrop`, until one is not `isOver`: then none of the younger ones is. */
  function evict(isOver: (entry: Entry) => boolean, mayDrop: (entry: Entry) => boolean): void {
    for (const entry of order) {
      if (!isOver(entry)) return;
      if (!mayDrop(entry)) continue;
      remove(entry);
      dropped.note(entry.segment.info);
    }
  }

  return {
    store(segment) {
      const { id, masterSwarmId } = segment.info;
      const former = find(id, masterSwarmId);
      if (former !== undefined) remove(former);
      const entry: Entry = { segment, accessed: clock.now() };
      add(entry);
      const isOther = (one: Entry): boolean => one !== entry;
      evict(
        () => bytes > budget,
        (one) => isOther(one) && !lastLock(one.segment.info.id),
      );
      evict(() => bytes > 2 * budget, isOther);
      return Promise.resolve();
    },

    list(masterSwarmId) {
      const swarm = swarms.get(masterSwarmId) ?? new Map<string, Entry>();
      return Promise.resolve(Array.from(swarm.values(), ({ segment }) => segment.info));
    },

    read(id, masterSwarmId, reader) {
      const entry = find(id, masterSwarmId);
      if (entry !== undefined && reader === "player") {
        entry.accessed = clock.now();
        order.delete(entry);
        order.add(entry);
      }
      return Promise.resolve(entry?.segment);
    },

    clean(masterSwarmId, isLocked) {
      lastLock = isLocked;
      const isFree = ({ segment }: Entry): boolean => !isLocked(segment.info.id);
      const oldest = clock.now() - settings.cachedSegmentExpiration;
      evict(({ accessed }) => accessed < oldest, isFree);
      evict(() => order.size > settings.cachedSegmentsCount || bytes > budget, isFree);
      return Promise.resolve(dropped.take(masterSwarmId));
    },

    destroy() {
      swarms.clear();
      order.clear();
      bytes = 0;
      return Promise.resolve();
    },
  };
}

type SegmentName = Pick<SegmentInfo, "id" | "masterSwarmId">;

/** A loader plays one master swarm at a time. The ids of those that it played long ago would only take up memory. */
const swarmsRemembered = 4;

/** Dropped segments that have not been reported yet, by master swarm. */
function createDroppedIds() {
  /** The most recently used one is the last. */
  const idsBySwarm = new Map<string, Set<string>>();
  let hasForgotten = false;

  function remember(masterSwarmId: string, ids: Set<string>): void {
    idsBySwarm.delete(masterSwarmId);
    idsBySwarm.set(masterSwarmId, ids);
    for (const oldest of idsBySwarm.keys()) {
      if (idsBySwarm.size <= swarmsRemembered) return;
      idsBySwarm.delete(oldest);
      hasForgotten = true;
    }
  }

  return {
    note({ id, masterSwarmId }: SegmentName) {
      const known = idsBySwarm.get(masterSwarmId);
      if (known !== undefined) known.add(id);
      else if (!hasForgotten) remember(masterSwarmId, new Set([id]));
    },
    /** It is held again. */
    forgive: ({ id, masterSwarmId }: SegmentName) => void idsBySwarm.get(masterSwarmId)?.delete(id),
    take(masterSwarmId: string): readonly string[] | "unknown" {
      const known = idsBySwarm.get(masterSwarmId);
      const isUnknown = known === undefined && hasForgotten;
      remember(masterSwarmId, new Set());
      return isUnknown ? "unknown" : [...(known ?? [])];
    },
  };
}
