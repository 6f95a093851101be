/** Writes, reads and lists segments in IndexedDB: with our store, or with plain puts and gets of the same sizes. Worker. */
import { defaultLimits, type LoadedSegment } from "@swarmlane/contract";
import { createIdbStore, createStoragePlatform, type IdbStore } from "@swarmlane/storage";
import { openDB } from "idb";

export interface StoreRequest {
  readonly kind: "ours" | "plain";
  readonly segments: number;
  /** Of each. */
  readonly bytes: number;
}

/** ms, of all together. */
export interface StoreReport {
  readonly write: number;
  readonly read: number;
  /** The metadata of all, by a store that was just opened. */
  readonly list: number;
}

/** What both do, and nothing else. */
interface Store {
  writeAll(batch: readonly LoadedSegment[]): Promise<unknown>;
  /** Resolves to the bytes. */
  readOne(id: string): Promise<number>;
  /** Resolves to how many there are. */
  listAll(): Promise<number>;
  close(): Promise<unknown>;
}

addEventListener("message", ({ data }: MessageEvent<StoreRequest>) => {
  void measure(data).then((report) => postMessage(report));
});

const swarm = "https://origin.test/master.m3u8";

async function measure({ kind, segments, bytes }: StoreRequest): Promise<StoreReport> {
  const name = `${kind}-${segments}-${bytes}`;
  const store = kind === "ours" ? adapt(openOurs(name)) : await openPlain(name);
  const all = Array.from({ length: segments }, (_, index) => segmentOf(index, bytes));
  // The database is open before anything is timed.
  await store.writeAll([segmentOf(-1, bytes)]);
  const write = await timed(async () => {
    for (const batch of batchesOf(all, bytes)) await store.writeAll(batch);
  });
  const read = await timed(async () => {
    for (const { info } of all)
      if ((await store.readOne(info.id)) !== bytes) throw new Error(`${info.id} is not there`);
  });
  await store.close();
  return { write, read, list: await timeListing(kind, name, segments + 1) };
}

async function timeListing(
  kind: StoreRequest["kind"],
  name: string,
  expected: number,
): Promise<number> {
  const store = kind === "ours" ? adapt(openOurs(name)) : await openPlain(name);
  // Opens the database.
  await store.readOne(segmentOf(-1, 0).info.id);
  let found = 0;
  const spent = await timed(async () => {
    found = await store.listAll();
  });
  await store.close();
  if (found !== expected) throw new Error(`${found} listed, not ${expected}`);
  return spent;
}

function openOurs(name: string): IdbStore {
  return createIdbStore({
    description: { type: "indexeddb", name, maxBytes: 4e9, maxAge: 1e9, persist: false },
    limits: defaultLimits,
    platform: createStoragePlatform(),
    owner: name,
    onDamage: (error) => reportError(error),
    onLost: (error) => reportError(error),
  });
}

function adapt(store: IdbStore): Store {
  return {
    writeAll: (batch) => store.storeAll(batch),
    readOne: async (id) => (await store.read(id, swarm, "peer"))?.data.byteLength ?? 0,
    listAll: async () => (await store.list(swarm)).length,
    close: () => store.destroy(),
  };
}

async function openPlain(name: string): Promise<Store> {
  const db = await openDB(name, 1, {
    upgrade: (fresh) => {
      fresh.createObjectStore("segments");
      fresh.createObjectStore("infos");
    },
  });
  return {
    writeAll: async (batch) => {
      const writing = db.transaction(["segments", "infos"], "readwrite");
      for (const { info, data } of batch) {
        void writing.objectStore("segments").put(data, info.id);
        void writing.objectStore("infos").put(info, info.id);
      }
      await writing.done;
    },
    readOne: async (id) => ((await db.get("segments", id)) as ArrayBuffer).byteLength,
    listAll: async () => (await db.getAll("infos")).length,
    close: () => {
      db.close();
      return Promise.resolve();
    },
  };
}

/** As many bytes a transaction as the loader's own queue writes. */
function* batchesOf(all: readonly LoadedSegment[], bytes: number): Generator<LoadedSegment[]> {
  const most = Math.floor(defaultLimits.storageBatchBytes / bytes);
  for (let from = 0; from < all.length; from += most) yield all.slice(from, from + most);
}

function segmentOf(index: number, bytes: number): LoadedSegment {
  const id = `${swarm}+V0+${index}`;
  return {
    info: {
      id,
      url: `https://origin.test/V0/${index}.ts`,
      masterSwarmId: swarm,
      masterManifestUri: swarm,
      streamId: "V0",
      sequence: String(index),
      range: undefined,
      priority: 0,
    },
    data: contentOf(bytes),
    requestUrl: undefined,
    responseUrl: undefined,
    downloadBandwidth: 0,
  };
}

/** No disk shall compress it away. */
function contentOf(bytes: number): ArrayBuffer {
  const content = new Uint8Array(bytes);
  const most = 65_536;
  for (let from = 0; from < bytes; from += most)
    crypto.getRandomValues(content.subarray(from, Math.min(bytes, from + most)));
  return content.buffer;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
