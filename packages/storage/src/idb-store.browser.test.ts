import { deleteDB, openDB } from "idb";
import { expect, onTestFinished, test, vi } from "vitest";
import { segmentStoreSuite } from "@swarmlane/testkit";
import {
  createFormer,
  createStoreScene,
  dump,
  formerIds,
  loaded,
  overwrite,
  swarm,
  type StoreScene,
} from "./idb-store.fake.ts";

function open(options: Parameters<typeof createStoreScene>[0] = {}): StoreScene {
  const scene = createStoreScene(options);
  onTestFinished(async () => {
    await scene.store.destroy();
    indexedDB.deleteDatabase(scene.name);
  });
  return scene;
}

segmentStoreSuite(
  "IndexedDB in a browser",
  () => open().store,
  () => open({ maxBytes: 300, limits: { storageSlack: 0 } }).store,
);

test("a megabyte is read back as it was written", async () => {
  const { store, another } = open();
  await store.storeAll([loaded("a", 1 << 20)]);
  await store.destroy();
  const next = another();
  onTestFinished(() => next.destroy());
  expect(await next.read("a", swarm, "player")).toEqual(loaded("a", 1 << 20));
});

test("a payload that was truncated on the disk is dropped, not served", async () => {
  const { store, name, damage } = open();
  await store.storeAll([loaded("a")]);
  await overwrite(name, "payloads", new ArrayBuffer(99), [swarm, "a"]);
  expect(await store.read("a", swarm, "player")).toBeUndefined();
  expect(damage).toHaveLength(1);
  await store.storeAll([]);
  expect(await dump(name, "records")).toEqual([]);
});

test("the least recently used go, in two tabs that write at once", async () => {
  const { store, name, another } = open({ maxBytes: 1000 });
  const other = another();
  onTestFinished(() => other.destroy());
  const ids = Array.from({ length: 20 }, (_, i) => `s${i}`);
  await Promise.all(
    ids.flatMap((id) => [store.storeAll([loaded(id)]), other.storeAll([loaded(id, 100, "other")])]),
  );
  const records = (await dump(name, "records")) as { bytes: number; masterSwarmId: string }[];
  const streams = (await dump(name, "streams")) as { bytes: number }[];
  const sum = (rows: readonly { bytes: number }[]): number =>
    rows.reduce((all, { bytes }) => all + bytes, 0);
  expect(sum(records)).toBeLessThanOrEqual(1000);
  expect(sum(streams)).toBe(sum(records));
});

test("a deletion by another tab goes through, and the next write makes it anew", async () => {
  const { store, name, lost } = open();
  await store.storeAll([loaded("a")]);
  await deleteDB(name);
  expect(lost).toHaveLength(1);
  await store.storeAll([loaded("b")]);
  expect((await store.list(swarm)).map(({ id }) => id)).toEqual(["b"]);
});

test("a writing transaction that hangs in another tab delays, and harms nothing", async () => {
  const { store, name } = open();
  await store.storeAll([loaded("a")]);
  const db = await openDB(name);
  let isHeld = true;
  const transaction = db.transaction("records", "readwrite");
  const hold = async (): Promise<void> => {
    while (isHeld) await transaction.store.count();
  };
  const held = hold();
  let isWritten = false;
  const writing = store.storeAll([loaded("b")]).then(() => (isWritten = true));
  await expect.poll(async () => transaction.store.count()).toBe(1);
  expect(isWritten).toBe(false);
  isHeld = false;
  await held;
  await writing;
  db.close();
  expect(await store.read("b", swarm, "player")).toEqual(loaded("b"));
});

test("ten thousand segments are listed without a payload being read", async () => {
  const { store, another } = open();
  for (let i = 0; i < 10; i += 1) {
    await store.storeAll(Array.from({ length: 1000 }, (_, j) => loaded(`s${i * 1000 + j}`, 1)));
  }
  const next = another();
  onTestFinished(() => next.destroy());
  const transaction = vi.spyOn(IDBDatabase.prototype, "transaction");
  onTestFinished(() => transaction.mockRestore());
  expect(await next.list(swarm)).toHaveLength(10_000);
  const stores = transaction.mock.calls.flatMap(([names]) =>
    typeof names === "string" ? [names] : [...names],
  );
  expect(stores).toContain("pages");
  expect(stores).not.toContain("payloads");
});

test.each([1, 2])(
  "a database of version %i is taken over, with everything in it",
  async (version) => {
    const name = `former ${version} ${Math.random()}`;
    onTestFinished(() => deleteDB(name));
    await createFormer(version, name);
    const { store, damage } = createStoreScene({ name });
    onTestFinished(() => store.destroy());
    expect((await store.list(swarm)).map(({ id }) => id).sort()).toEqual(formerIds);
    await store.storeAll([loaded("s66")]);
    await store.probe();
    expect(await store.list(swarm)).toHaveLength(4);
    for (const id of formerIds) expect(await store.read(id, swarm, "player")).toEqual(loaded(id));
    expect(damage).toEqual([]);
  },
);
