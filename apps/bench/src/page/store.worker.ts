/**
 * Writes, reads and lists segments in IndexedDB, with our store and with plain puts and gets of the same sizes, in turns:
 * a slow moment of the disk hits both alike. Worker.
 */
import { defaultLimits, type LoadedSegment } from "@swarmlane/contract";
import { createIdbStore, createStoragePlatform, type IdbStore } from "@swarmlane/storage";
import { openDB } from "idb";

export interface StoreRequest {
  /** Write and read them with both, or list the content of a store of ours that was just opened. */
  readonly task: "transfer" | "list";
  readonly segments: number;
  /** Of each. */
  readonly bytes: number;
}

/** ms for all segments together. */
export interface StoreTimes {
  readonly write: number;
  readonly read: number;
}

export interface TransferReport {
  readonly ours: StoreTimes;
  readonly plain: StoreTimes;
}

export interface StoreReports {
  readonly transfer: TransferReport;
  /** ms; the metadata of all. */
  readonly list: number;
}

/** The operations that both stores have. */
interface Store {
  writeAll(batch: readonly LoadedSegment[]): Promise<unknown>;
  /** Resolves to the bytes. */
  readOne(id: string): Promise<number>;
  close(): Promise<unknown>;
}

addEventListener("message", ({ data }: MessageEvent<StoreRequest>) => {
  const measure = data.task === "list" ? measureListing : measureTransfer;
  void measure(data).then((report) => postMessage(report));
});

const swarm = "https://origin.test/master.m3u8";
/** Segments. */
const warmUps = 10;

async function measureTransfer(request: StoreRequest): Promise<TransferReport> {
  const { segments, bytes } = request;
  const name = `${segments}-${bytes}`;
  const stores = [adapt(openOurs(`ours-${name}`)), await openPlain(`plain-${name}`)] as const;
  const batches = [...batchesOf(request)];
  // The databases are open, and the code of both is warm, before anything is timed.
  const first = Array.from({ length: warmUps }, (_, index) => segmentOf(-1 - index, bytes));
  for (const store of stores) {
    await store.writeAll(first);
    for (const { info } of first) await store.readOne(info.id);
  }
  const [oursWrite, plainWrite] = await inTurns(stores, batches, (store, batch) =>
    store.writeAll(batch),
  );
  const [oursRead, plainRead] = await inTurns(stores, batches, async (store, batch) => {
    for (const { info } of batch)
      if ((await store.readOne(info.id)) !== bytes) throw new Error(`${info.id} is not there`);
  });
  for (const store of stores) await store.close();
  return {
    ours: { write: oursWrite, read: oursRead },
    plain: { write: plainWrite, read: plainRead },
  };
}

/** Listing does not read payloads, so tiny ones are enough. */
async function measureListing(request: StoreRequest): Promise<number> {
  const filled = adapt(openOurs("listed"));
  for (const batch of batchesOf(request)) await filled.writeAll(batch);
  await filled.close();
  const store = openOurs("listed");
  // Opens the database.
  await store.read(segmentOf(0, 0).info.id, swarm, "peer");
  let found = 0;
  const spent = await timed(async () => {
    found = (await store.list(swarm)).length;
  });
  await store.destroy();
  if (found !== request.segments) throw new Error(`${found} listed, not ${request.segments}`);
  return spent;
}

/** ms of each in total. The store that begins changes from batch to batch. */
async function inTurns(
  [ours, plain]: readonly [Store, Store],
  batches: readonly LoadedSegment[][],
  work: (store: Store, batch: readonly LoadedSegment[]) => Promise<unknown>,
): Promise<[ours: number, plain: number]> {
  const spent = new Map([ours, plain].map((store) => [store, 0]));
  for (const [index, batch] of batches.entries()) {
    for (const store of index % 2 === 0 ? [ours, plain] : [plain, ours]) {
      const ms = await timed(() => work(store, batch));
      spent.set(store, (spent.get(store) ?? 0) + ms);
    }
  }
  return [spent.get(ours) ?? NaN, spent.get(plain) ?? NaN];
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
    close: () => {
      db.close();
      return Promise.resolve();
    },
  };
}

/** As many bytes per transaction as the loader's own queue writes. */
function* batchesOf({ segments, bytes }: StoreRequest): Generator<LoadedSegment[]> {
  const all = Array.from({ length: segments }, (_, index) => segmentOf(index, bytes));
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

/** Random, so that no disk can compress it. */
function contentOf(bytes: number): ArrayBuffer {
  const content = new Uint8Array(bytes);
  const most = 65_536;
  for (let from = 0; from < bytes; from += most)
    crypto.getRandomValues(content.subarray(from, Math.min(bytes, from + most)));
  return content.buffer;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
