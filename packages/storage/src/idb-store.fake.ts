/** Stores over a database of the test's own, and a look behind them. Tests only; Node (fake-indexeddb) or a page. */
import { openDB } from "idb";
import {
  defaultLimits,
  type Limits,
  type LoadedSegment,
  type StorageDescription,
} from "@swarmlane/contract";
import { fakeSegment, syntheticBytes } from "@swarmlane/testkit";
import { createIdbStore, type IdbStore } from "./idb-store.ts";
import { toSegmentRecord } from "./record.ts";
import type { StorageEstimate } from "./storage-platform.ts";
import { storeNames, type StoreName } from "./schema.ts";

export interface StoreScene {
  readonly store: IdbStore;
  readonly name: string;
  /** ms since 1970; the test moves it. */
  readonly time: { now: number };
  readonly damage: string[];
  readonly lost: string[];
  /** Another tab on the same database. */
  readonly another: (changes?: Partial<StorageDescription>) => IdbStore;
}

export interface StoreSceneOptions extends Partial<StorageDescription> {
  readonly limits?: Partial<Limits>;
  readonly estimate?: () => Promise<StorageEstimate>;
}

let count = 0;

export function createStoreScene(options: StoreSceneOptions = {}): StoreScene {
  const { limits, estimate = () => Promise.resolve({}), ...described } = options;
  const name = described.name ?? `test ${++count} ${Math.random()}`;
  const time = { now: Date.now() };
  const [damage, lost]: string[][] = [[], []];
  const platform = { now: () => time.now, estimate };
  const create = (changes: Partial<StorageDescription> = {}): IdbStore =>
    createIdbStore({
      description: {
        type: "indexeddb",
        name,
        maxBytes: 1e9,
        maxAge: 1e9,
        persist: false,
        ...described,
        ...changes,
      },
      limits: { ...defaultLimits, ...limits },
      platform,
      owner: `tab ${++count}`,
      onDamage: ({ message }) => damage?.push(message),
      onLost: ({ message }) => lost?.push(message),
    });
  return { store: create(), name, time, damage: damage ?? [], lost: lost ?? [], another: create };
}

export const swarm = "master";

export function loaded(id: string, bytes = 100, masterSwarmId = swarm): LoadedSegment {
  return {
    info: fakeSegment(1, { id, masterSwarmId }),
    data: syntheticBytes(id, bytes).buffer,
    requestUrl: undefined,
    responseUrl: undefined,
    downloadBandwidth: 1,
  };
}

/** In the database that `createFormer` makes, least recently used first. */
export const formerIds = ["s1", "s65", "s70"];

/** A database as version 1 or 2 made it. */
export async function createFormer(version: number, name: string): Promise<void> {
  const db = await openDB(name, version, {
    upgrade(made) {
      const records = made.createObjectStore("records", { keyPath: ["masterSwarmId", "id"] });
      made.createObjectStore("payloads");
      if (version < 2) return;
      records.createIndex("byAccess", "accessedAt");
      made.createObjectStore("streams", { keyPath: "masterSwarmId" });
      made.createObjectStore("pages");
      made.createObjectStore("leases", { keyPath: "owner" });
    },
  });
  for (const [index, id] of formerIds.entries()) {
    const segment = loaded(id);
    await db.put("records", toSegmentRecord(segment, Date.now() + index));
    await db.put("payloads", segment.data, [swarm, id]);
    if (version < 2) continue;
    const { url, masterManifestUri, streamId, sequence, range, priority } = segment.info;
    const row = [id, url, masterManifestUri, streamId, sequence, range, priority, Date.now()];
    await db.put("pages", JSON.stringify([row]), [swarm, formerPageOf(id)]);
  }
  if (version >= 2) {
    const marks = { isPinned: false, isLive: false };
    await db.put("streams", { masterSwarmId: swarm, bytes: 300, segments: 3, ...marks });
  }
  db.close();
}

/** By all characters: neighbours lay on pages of their own. */
function formerPageOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
  return (hash >>> 0) % 128;
}

/** Everything in one store of the database, as it stands there. */
export async function dump(name: string, store: StoreName): Promise<unknown[]> {
  return within(name, (db) => db.getAll(store));
}

/** Writes past the parsers, as a damaged disk or a foreign program does. */
export async function overwrite(
  name: string,
  store: StoreName,
  value: unknown,
  key?: IDBValidKey,
): Promise<void> {
  await within(name, (db) => db.put(store, value, key));
}

export async function within<T>(name: string, work: (db: Raw) => Promise<T>): Promise<T> {
  const db = await openDB(name);
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

type Raw = Awaited<ReturnType<typeof openDB>>;

export { storeNames };
