/** A layered store over a real memory store and a disk whose mood a test sets. Tests only. Node. */
import {
  defaultEngineSettings,
  defaultLimits,
  LoaderError,
  type ErrorInfo,
  type Limits,
  type LoadedSegment,
  type StoredAmount,
} from "@swarmlane/contract";
import { createMemoryStore } from "@swarmlane/engine";
import { createSimulatedClock, fakeSegment, syntheticBytes } from "@swarmlane/testkit";
import { createLayeredStore, type LayeredStoreOptions } from "./layered-store.ts";

type Disk = LayeredStoreOptions["disk"];

export interface FakeDisk extends Disk {
  mood: "works" | "fails" | "hangs";
  readonly held: Map<string, LoadedSegment>;
  /** Ids of each write. */
  readonly writes: string[][];
  readonly touched: string[];
  /** Most segments; the rest is refused. */
  room: number;
  /** Ids that its next clean names. */
  readonly gone: string[];
}

export function createFakeDisk(): FakeDisk {
  const held = new Map<string, LoadedSegment>();
  const keyOf = (id: string, swarm: string): string => JSON.stringify([swarm, id]);
  async function answer<T>(value: () => T): Promise<T> {
    if (disk.mood === "hangs") await new Promise(() => undefined);
    if (disk.mood === "fails") throw new LoaderError("STORAGE_DEGRADED", "the disk is out");
    return value();
  }
  const disk: FakeDisk = {
    ...{ mood: "works", held, writes: [], touched: [], gone: [], room: Infinity, isDirty: false },
    storeAll: (segments) =>
      answer(() => {
        disk.writes.push(segments.map(({ info }) => info.id));
        const heads = segments.map(({ info }) => ({ ...info }) as never);
        const fitting = segments.slice(0, disk.room);
        for (const one of fitting) held.set(keyOf(one.info.id, one.info.masterSwarmId), one);
        const [stored, refused] = [heads.slice(0, disk.room), heads.slice(disk.room)];
        const bytes = [...held.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
        const amount = { bytes, segments: held.size, streams: Math.min(1, held.size) };
        return { stored, refused, evicted: [], amount };
      }),
    store: (segment) => disk.storeAll([segment]).then(() => undefined),
    list: (swarm) =>
      answer(() => [...held.values()].map((s) => s.info).filter((i) => i.masterSwarmId === swarm)),
    read: (id, swarm) => answer(() => held.get(keyOf(id, swarm))),
    clean: () => answer(() => disk.gone.splice(0)),
    holds: (id, swarm) => (disk.mood === "works" ? held.has(keyOf(id, swarm)) : undefined),
    probe: () => answer(() => ({ bytes: 0, segments: 0, streams: 0 })),
    touch: (id) => disk.touched.push(id),
    destroy: () => Promise.resolve(),
  };
  return disk;
}

export function createLayeredScene({
  limits: changes = {},
  count = 30,
}: { limits?: Partial<Limits>; count?: number } = {}) {
  const clock = createSimulatedClock();
  const limits = { ...defaultLimits, ...changes };
  const settings = { ...defaultEngineSettings, cachedSegmentsCount: count };
  const disk = createFakeDisk();
  const warnings: ErrorInfo[] = [];
  const amounts: StoredAmount[] = [];
  /** When it was told that the disk can be listed after all; ms. */
  const listable: number[] = [];
  const memory = createMemoryStore({ settings, budget: limits.cacheBytes, clock });
  const store = createLayeredStore({
    ...{ memory, disk, clock, limits },
    warn: (error) => warnings.push(error),
    tellAmount: (amount) => amounts.push(amount),
    onListable: () => listable.push(clock.now()),
  });
  return { clock, limits, disk, warnings, amounts, listable, memory, store };
}

export const swarm = "master";

export function loaded(id: string, bytes = 100): LoadedSegment {
  return {
    info: fakeSegment(1, { id, masterSwarmId: swarm }),
    data: syntheticBytes(id, bytes).buffer,
    requestUrl: undefined,
    responseUrl: undefined,
    downloadBandwidth: 1,
  };
}
