import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { segmentStoreSuite } from "@swarmlane/testkit";
import { defaultLimits, type SegmentStore } from "@swarmlane/contract";
import { createBudget } from "./budget.ts";
import { createStoreScene, dump, loaded, overwrite, swarm, within } from "./idb-store.fake.ts";
import type { StorageEstimate } from "./storage-platform.ts";
import { emptyRow } from "./stream-row.ts";

async function ids(store: SegmentStore, masterSwarmId = swarm): Promise<string> {
  const listed = await store.list(masterSwarmId);
  return listed
    .map(({ id }) => id)
    .sort()
    .join("");
}

segmentStoreSuite(
  "IndexedDB",
  () => createStoreScene().store,
  () => createStoreScene({ maxBytes: 300, limits: { storageSlack: 0 } }).store,
);

test("what one tab stored, the next one finds", async () => {
  const { store, another } = createStoreScene();
  await store.store(loaded("a"));
  await store.destroy();
  const next = another();
  expect(await ids(next)).toBe("a");
  expect(await next.read("a", swarm, "player")).toEqual(loaded("a"));
});

test("the caller keeps its bytes: they are cloned", async () => {
  const { store } = createStoreScene();
  const segment = loaded("a");
  await store.store(segment);
  expect(segment.data.byteLength).toBe(100);
});

test("what another tab stores is listed after a while, and no list waits for that", async () => {
  const { store, another, time } = createStoreScene({ limits: { storageRelist: 10_000 } });
  expect(await ids(store)).toBe("");
  await another().store(loaded("a"));
  expect(await ids(store)).toBe("");
  time.now += 10_000;
  // What is a little old is given at once, and read anew meanwhile.
  expect(await ids(store)).toBe("");
  await expect.poll(() => ids(store)).toBe("a");
});

test("a list after a rest is read anew", async () => {
  const { store, another, time } = createStoreScene({ limits: { storageRelist: 10_000 } });
  expect(await ids(store)).toBe("");
  await another().store(loaded("a"));
  time.now += 30_001;
  expect(await ids(store)).toBe("a");
});

describe("the budget", () => {
  test("the least recently used of all streams go first", async () => {
    const { store, time } = createStoreScene({ maxBytes: 350, limits: { storageSlack: 0 } });
    for (const [id, master] of [
      ["a", "other"],
      ["b", swarm],
      ["c", swarm],
    ] as const) {
      time.now += 1;
      await store.store(loaded(id, 100, master));
    }
    await store.store(loaded("d"));
    expect(await ids(store, "other")).toBe("");
    expect(await ids(store)).toBe("bcd");
  });

  test("what the player reads is used, what a peer reads is not", async () => {
    const { store, time } = createStoreScene({
      maxBytes: 200,
      limits: { storageSlack: 0, storageTouch: 0 },
    });
    await store.store(loaded("a"));
    time.now += 1;
    await store.store(loaded("b"));
    await ids(store);
    time.now += 1;
    await store.read("a", swarm, "player");
    await store.read("b", swarm, "peer");
    await store.store(loaded("c"));
    expect(await ids(store)).toBe("ac");
  });

  test("what this tab's queue needs stays, and what does not fit is refused", async () => {
    const { store } = createStoreScene({ maxBytes: 200 });
    await store.storeAll([loaded("a"), loaded("b")]);
    await store.clean(swarm, () => true);
    const { stored, refused, evicted } = await store.storeAll([loaded("c")]);
    expect([stored, refused, evicted].map(({ length }) => length)).toEqual([0, 1, 0]);
    expect(await ids(store)).toBe("ab");
  });

  test("what another tab's queue needs stays, until that tab has long been silent", async () => {
    const { store, another, time } = createStoreScene({
      maxBytes: 200,
      limits: { storageLease: 60_000, storageSlack: 0 },
    });
    await store.storeAll([loaded("a")]);
    await store.clean(swarm, (id) => id === "a");
    await store.storeAll([]);
    const other = another();
    time.now += 1;
    await other.storeAll([loaded("b")]);
    time.now += 1;
    await other.storeAll([loaded("c")]);
    expect(await ids(other)).toBe("ac");
    time.now += 60_001;
    await other.storeAll([loaded("d")]);
    expect(await ids(other)).toBe("cd");
  });

  test("at most a share of the quota is used, and never more than is free", async () => {
    const share = createStoreScene({
      limits: { storageSlack: 0 },
      estimate: () => Promise.resolve({ quota: 400, usage: 0 }),
    });
    const crowded = createStoreScene({
      estimate: () => Promise.resolve({ quota: 1000, usage: 850 }),
    });
    for (const { store } of [share, crowded]) {
      await store.storeAll([loaded("a")]);
      await store.storeAll([loaded("b")]);
      await store.storeAll([loaded("c")]);
    }
    const held = async ({ name }: { name: string }) => (await dump(name, "records")).length;
    expect(await held(share)).toBe(2);
    expect(await held(crowded)).toBe(1);
  });

  test("who asks while the browser has not answered does not make its answer void", async () => {
    let answer: (estimate: StorageEstimate) => void = () => undefined;
    const estimate = () => new Promise<StorageEstimate>((resolve) => (answer = resolve));
    const budget = createBudget(1000, defaultLimits, { now: () => 0, estimate });
    const refreshed = budget.refresh();
    expect(budget.of(0)).toBe(1000);
    answer({ quota: 1000, usage: 850 });
    await refreshed;
    expect(budget.of(0)).toBe(150);
  });

  test("a segment larger than the budget is refused and evicts nothing for good", async () => {
    const { store } = createStoreScene({ maxBytes: 200 });
    const { refused } = await store.storeAll([loaded("a", 300)]);
    expect(refused).toHaveLength(1);
  });

  test("what this tab's queue needs stays, though it was written after the queue was told", async () => {
    const { store, another } = createStoreScene({ maxBytes: 250, limits: { storageSlack: 0 } });
    await store.clean(swarm, (id) => id === "a");
    await store.storeAll([loaded("a")]);
    const other = another();
    for (const id of "bcd") await other.storeAll([loaded(id)]);
    expect(await ids(another())).toBe("ad");
  });

  test("the sizes by stream are those of its records", async () => {
    const { store, name } = createStoreScene({ maxBytes: 250, limits: { storageSlack: 0 } });
    for (const id of "aabc") await store.store(loaded(id));
    const records = (await dump(name, "records")) as { bytes: number }[];
    expect(await dump(name, "streams")).toEqual([
      expect.objectContaining({
        bytes: records.reduce((sum, { bytes }) => sum + bytes, 0),
        segments: records.length,
      }),
    ]);
  });
});

describe("stale segments", () => {
  test("after maxAge a segment is neither listed nor read, and is dropped", async () => {
    const { store, another, time, name } = createStoreScene({ maxAge: 1000 });
    await store.store(loaded("a"));
    time.now += 1001;
    const next = another();
    expect(await next.read("a", swarm, "player")).toBeUndefined();
    expect(await ids(next)).toBe("");
    await next.storeAll([]);
    expect(await dump(name, "records")).toEqual([]);
  });

  test("those of a live stream are stale after minutes, in this tab and the next", async () => {
    const { store, another, time } = createStoreScene({ limits: { storageLiveAge: 5000 } });
    store.noteLive(swarm);
    await store.store(loaded("a"));
    time.now += 3000;
    await store.store(loaded("b"));
    time.now += 3000;
    const next = another();
    expect(await ids(next)).toBe("b");
    expect(await next.read("a", swarm, "peer")).toBeUndefined();
    expect((await next.read("b", swarm, "peer"))?.info.id).toBe("b");
  });

  test("one of a pinned stream is read however old it is", async () => {
    const { store, another, time, name } = createStoreScene({ maxAge: 1000 });
    await store.store(loaded("a"));
    await overwrite(name, "streams", { ...emptyRow(swarm), isPinned: true });
    time.now += 1001;
    expect((await another().read("a", swarm, "peer"))?.info.id).toBe("a");
  });
});

describe("damage on the disk", () => {
  const key = [swarm, "a"];
  test.each<[string, (name: string) => Promise<void>]>([
    [
      "a payload that is truncated",
      (name) => overwrite(name, "payloads", new ArrayBuffer(50), key),
    ],
    [
      "a payload that was changed",
      (name) => overwrite(name, "payloads", new ArrayBuffer(100), key),
    ],
    ["a payload of a foreign type", (name) => overwrite(name, "payloads", "bytes", key)],
    [
      "a record without a checksum",
      (name) => overwrite(name, "records", { masterSwarmId: swarm, id: "a", accessedAt: 1 }),
    ],
  ])("%s is told, dropped and never served", async (_what, damage) => {
    const scene = createStoreScene();
    await scene.store.storeAll([loaded("a"), loaded("b")]);
    await damage(scene.name);
    const next = scene.another();
    expect(await next.read("a", swarm, "player")).toBeUndefined();
    expect(scene.damage).toHaveLength(1);
    expect(await ids(next)).not.toContain("a");
    await next.storeAll([]);
    expect(await dump(scene.name, "records")).toHaveLength(1);
    expect(await dump(scene.name, "payloads")).toHaveLength(1);
    expect(await next.read("b", swarm, "player")).toEqual(loaded("b"));
  });
});

describe("what is gone since the last clean", () => {
  const clean = (store: SegmentStore) => store.clean(swarm, () => false);

  test("is named when a write evicted it, once", async () => {
    const { store } = createStoreScene({ maxBytes: 200, limits: { storageSlack: 0 } });
    await store.storeAll([loaded("a"), loaded("b")]);
    expect(await clean(store)).toEqual([]);
    await store.storeAll([loaded("c")]);
    expect(await clean(store)).toEqual(["a"]);
    expect(await clean(store)).toEqual([]);
  });

  test("is not named when it was stored again", async () => {
    const { store } = createStoreScene({ maxBytes: 200, limits: { storageSlack: 0 } });
    await store.storeAll([loaded("a"), loaded("b")]);
    expect(await clean(store)).toEqual([]);
    await store.storeAll([loaded("c")]);
    await store.storeAll([loaded("a")]);
    expect(await clean(store)).toEqual(["b"]);
  });

  test("is named when another tab evicted it, once that was noticed", async () => {
    const { store, another, time } = createStoreScene({
      ...{ maxBytes: 200, limits: { storageSlack: 0, storageRelist: 10_000 } },
    });
    await store.storeAll([loaded("a"), loaded("b")]);
    expect(await clean(store)).toEqual([]);
    await another().storeAll([loaded("c")]);
    expect(await clean(store)).toEqual([]);
    time.now += 10 * 10_000;
    expect(await clean(store)).toEqual(["a"]);
  });

  test("is named when a read found it damaged", async () => {
    const { store, name } = createStoreScene();
    await store.storeAll([loaded("a"), loaded("b")]);
    expect(await clean(store)).toEqual([]);
    await overwrite(name, "payloads", new ArrayBuffer(50), [swarm, "a"]);
    await store.read("a", swarm, "peer");
    expect(await clean(store)).toEqual(["a"]);
  });

  test("is unknown when the list was forgotten meanwhile", async () => {
    const { store } = createStoreScene();
    await store.storeAll([loaded("a")]);
    expect(await clean(store)).toEqual([]);
    await store.probe();
    expect(await clean(store)).toBe("unknown");
    expect(await clean(store)).toEqual([]);
  });
});

test("whether a segment is held is known without a read, once the stream was listed", async () => {
  const { store } = createStoreScene();
  await store.storeAll([loaded("a")]);
  expect(store.holds("a", swarm)).toBeUndefined();
  await store.list(swarm);
  expect(store.holds("a", swarm)).toBe(true);
  expect(store.holds("b", swarm)).toBe(false);
  await store.destroy();
  expect(store.holds("a", swarm)).toBeUndefined();
});

test("one that is dropped and stored again in the same write counts once", async () => {
  const scene = createStoreScene();
  await scene.store.storeAll([loaded("a"), loaded("b")]);
  await overwrite(scene.name, "payloads", new ArrayBuffer(50), [swarm, "a"]);
  const next = scene.another();
  expect(await next.read("a", swarm, "player")).toBeUndefined();
  const { amount } = await next.storeAll([loaded("a")]);
  expect(amount).toEqual({ bytes: 200, segments: 2, streams: 1 });
  expect(await ids(scene.another())).toBe("ab");
  expect(await next.read("a", swarm, "player")).toEqual(loaded("a"));
});

test("segments that were used at the same time are evicted as well, however many", async () => {
  const { store, name } = createStoreScene({ maxBytes: 50_000, limits: { storageSlack: 0 } });
  await store.storeAll(Array.from({ length: 500 }, (_, i) => loaded(`a${i}`)));
  await store.storeAll([loaded("b", 40_000)]);
  expect(await dump(name, "records")).toHaveLength(101);
});

test("a list that is damaged is told, and made anew of the records", async () => {
  const scene = createStoreScene();
  await scene.store.storeAll(["a", "b", "c"].map((id) => loaded(id)));
  const pages = await dump(scene.name, "pages");
  await overwrite(scene.name, "pages", "[[1", [swarm, 0]);
  await overwrite(scene.name, "pages", [["no", "text"]], [swarm, 1]);
  const next = scene.another();
  expect(await ids(next)).toBe("abc");
  expect(scene.damage).toHaveLength(1);
  await next.storeAll([]);
  expect(await dump(scene.name, "pages")).toEqual(pages);
});

test("a list that is not what the sizes say is made anew of the records, which is worth no warning", async () => {
  const scene = createStoreScene();
  await scene.store.storeAll(["a", "b", "c"].map((id) => loaded(id)));
  const pages = await dump(scene.name, "pages");
  await within(scene.name, (db) => db.clear("pages"));
  const next = scene.another();
  expect(await ids(next)).toBe("abc");
  await next.storeAll([]);
  expect(await dump(scene.name, "pages")).toEqual(pages);
  expect(scene.damage).toEqual([]);
});

test.each([
  ["no size", { segments: 3 }],
  ["a size that is text", { bytes: "300", segments: 3 }],
  ["a size without an end", { bytes: Infinity, segments: 3 }],
  ["a number of segments below zero", { bytes: 300, segments: -3 }],
  ["nothing but its name", {}],
])("a row of a stream with %s is made anew of the records", async (_what, damaged) => {
  const scene = createStoreScene();
  await scene.store.storeAll(["a", "b", "c"].map((id) => loaded(id)));
  await overwrite(scene.name, "streams", { masterSwarmId: swarm, ...damaged });
  const next = scene.another({ maxBytes: 1000 });
  expect(await ids(next)).toBe("abc");
  const { amount, stored } = await next.storeAll([loaded("d")]);
  expect(stored).toHaveLength(1);
  expect(amount).toEqual({ bytes: 400, segments: 4, streams: 1 });
  expect(await ids(scene.another())).toBe("abcd");
});

test("of a list and a record that are damaged at once, what is whole is counted", async () => {
  const scene = createStoreScene();
  await scene.store.storeAll(["a", "b", "c"].map((id) => loaded(id)));
  await overwrite(scene.name, "records", { masterSwarmId: swarm, id: "a", accessedAt: 1 });
  await overwrite(scene.name, "pages", "[[1", [swarm, 0]);
  const next = scene.another();
  expect(await ids(next)).toBe("bc");
  const { amount } = await next.storeAll([]);
  expect(amount).toEqual({ bytes: 200, segments: 2, streams: 1 });
  expect(await ids(scene.another())).toBe("bc");
});
