/**
 * Keeps segments in memory, least recently used first to go. Either thread.
 * Bounded by count, age and bytes; what the player's queue holds (the lock) is kept by all three.
 */
import type { Clock, EngineSettings, LoadedSegment, SegmentStore } from "@swarmlane/contract";

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
 * twice the budget: there the oldest goes, locked or not.
 */
export function createMemoryStore({ settings, budget, clock }: MemoryStoreOptions): SegmentStore {
  const swarms = new Map<string, Map<string, Entry>>();
  /** Every entry, oldest access first. */
  const order = new Set<Entry>();
  let bytes = 0;
  /** Before the first `clean` nobody knows what is wanted. */
  let lastLock: IsLocked = () => true;

  function find(id: string, masterSwarmId: string): Entry | undefined {
    return swarms.get(masterSwarmId)?.get(id);
  }

  function add(entry: Entry): void {
    const { info, data } = entry.segment;
    const swarm = swarms.get(info.masterSwarmId) ?? new Map<string, Entry>();
    swarms.set(info.masterSwarmId, swarm.set(info.id, entry));
    order.add(entry);
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

  /** Drops the oldest that `mayDrop` while `isOver`: of those that are younger none would be, either. */
  function evict(isOver: (entry: Entry) => boolean, mayDrop: (entry: Entry) => boolean): void {
    for (const entry of order) {
      if (!isOver(entry)) return;
      if (mayDrop(entry)) remove(entry);
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

    clean(_masterSwarmId, isLocked) {
      lastLock = isLocked;
      const before = order.size;
      const isFree = ({ segment }: Entry): boolean => !isLocked(segment.info.id);
      const oldest = clock.now() - settings.cachedSegmentExpiration;
      evict(({ accessed }) => accessed < oldest, isFree);
      evict(() => order.size > settings.cachedSegmentsCount || bytes > budget, isFree);
      return Promise.resolve(order.size < before);
    },

    destroy() {
      swarms.clear();
      order.clear();
      bytes = 0;
      return Promise.resolve();
    },
  };
}
