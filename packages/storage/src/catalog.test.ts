import "fake-indexeddb/auto";
import { expect, onTestFinished, test } from "vitest";
import { createCatalog } from "./catalog.ts";
import { createStoreScene, dump, loaded, storeNames, swarm } from "./idb-store.fake.ts";

function setup(options: Parameters<typeof createStoreScene>[0] = {}) {
  const scene = createStoreScene({ limits: { storageSlack: 0 }, ...options });
  const estimate = () => Promise.resolve({ quota: 1000, usage: 500 });
  const catalog = createCatalog(scene.name, { now: () => scene.time.now, estimate });
  onTestFinished(() => catalog.close());
  return { ...scene, catalog };
}

test("streams are told with their sizes, and the usage of all", async () => {
  const { store, catalog } = setup();
  expect(await catalog.streams()).toEqual([]);
  await store.storeAll([loaded("a"), loaded("b", 50), loaded("a", 10, "other")]);
  expect(await catalog.streams()).toEqual([
    { masterSwarmId: swarm, bytes: 150, segments: 2, isPinned: false, isLive: false },
    { masterSwarmId: "other", bytes: 10, segments: 1, isPinned: false, isLive: false },
  ]);
  expect(await catalog.usage()).toEqual({
    ...{ bytes: 160, segments: 3, streams: 2 },
    ...{ originBytes: 500, quota: 1000 },
  });
});

test("one is removed, and nothing of it is left", async () => {
  const { store, catalog, name } = setup();
  await store.storeAll([loaded("a", 10, "other"), loaded("a")]);
  await catalog.remove("other");
  expect((await catalog.streams()).map(({ masterSwarmId }) => masterSwarmId)).toEqual([swarm]);
  for (const one of ["records", "payloads", "pages"] as const) {
    expect(await dump(name, one)).toHaveLength(1);
  }
  expect(await store.read("a", "other", "player")).toBeUndefined();
});

test("all are cleared", async () => {
  const { store, catalog, name } = setup();
  await store.storeAll([loaded("a", 10, "other"), loaded("a")]);
  await catalog.pin(swarm);
  await catalog.clear();
  for (const one of storeNames) expect(await dump(name, one)).toEqual([]);
});

test("a pinned stream is neither evicted nor does it age, until it is unpinned", async () => {
  const { store, catalog, time, another } = setup({ maxBytes: 200, maxAge: 1000 });
  await catalog.pin(swarm);
  await store.storeAll([loaded("a")]);
  time.now += 2000;
  await store.storeAll([loaded("b", 100, "other")]);
  await store.storeAll([loaded("c", 100, "other")]);
  expect(await another().read("a", swarm, "player")).toEqual(loaded("a"));
  expect(await another().list("other")).toHaveLength(1);
  await catalog.unpin(swarm);
  expect(await another().read("a", swarm, "player")).toBeUndefined();
});

test("a database that cannot be had is an error with its code", async () => {
  const { catalog, name } = setup();
  await catalog.streams();
  catalog.close();
  indexedDB.deleteDatabase(name);
  expect(await catalog.streams()).toEqual([]);
});
