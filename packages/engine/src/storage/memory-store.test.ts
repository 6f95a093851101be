import { expect, test } from "vitest";
import type { LoadedSegment, SegmentStore } from "@swarmlane/contract";
import { createSimulatedClock, fakeSegment, segmentStoreSuite } from "@swarmlane/testkit";
import { createMemoryStore } from "./memory-store.ts";

const swarm = "m";
const free = (): boolean => false;

function setup({ count = 30, budget = 1_000_000 } = {}) {
  const clock = createSimulatedClock();
  const settings = { cachedSegmentsCount: count, cachedSegmentExpiration: 60_000 };
  const store = createMemoryStore({ settings, budget, clock });
  return { clock, settings, store };
}

function loaded(id: string, bytes = 100, masterSwarmId = swarm): LoadedSegment {
  return {
    info: fakeSegment(1, { id, masterSwarmId }),
    data: new ArrayBuffer(bytes),
    requestUrl: undefined,
    responseUrl: undefined,
    downloadBandwidth: 1,
  };
}

async function storeAll(store: SegmentStore, ids: string, bytes = 100): Promise<void> {
  for (const id of ids) await store.store(loaded(id, bytes));
}

async function held(store: SegmentStore): Promise<string> {
  return (await store.list(swarm)).map(({ id }) => id).join("");
}

segmentStoreSuite(
  "the memory store",
  () => setup().store,
  () => setup({ count: 3 }).store,
  { tellsDropped: true },
);

test("above the count the least recently used go", async () => {
  const { store } = setup({ count: 2 });
  await storeAll(store, "abcd");
  await store.read("a", swarm, "player");
  expect(await store.clean(swarm, free)).toEqual(["b", "c"]);
  expect(await held(store)).toBe("ad");
});

test("a peer's read keeps nothing alive", async () => {
  const { store, clock } = setup({ count: 1 });
  await storeAll(store, "ab");
  await store.read("a", swarm, "peer");
  await store.clean(swarm, free);
  expect(await held(store)).toBe("b");
  await clock.advance(60_000);
  await store.read("b", swarm, "peer");
  await clock.advance(1);
  await store.clean(swarm, free);
  expect(await held(store)).toBe("");
});

test("what was not accessed for long expires", async () => {
  const { store, clock } = setup();
  await storeAll(store, "ab");
  await clock.advance(50_000);
  await store.read("b", swarm, "player");
  await clock.advance(10_001);
  expect(await store.clean(swarm, free)).toEqual(["a"]);
  expect(await held(store)).toBe("b");
});

test("locked segments stay, whatever their age, number and size", async () => {
  const { store, clock } = setup({ count: 1, budget: 250 });
  await storeAll(store, "abcd");
  await clock.advance(100_000);
  await store.clean(swarm, (id) => "ab".includes(id));
  expect(await held(store)).toBe("ab");
});

test("the byte budget is kept by clean", async () => {
  const { store } = setup({ budget: 250 });
  await storeAll(store, "abc");
  expect(await store.clean(swarm, free)).toEqual(["a"]);
  expect(await held(store)).toBe("bc");
});

test("the byte budget is kept by store, too, with the lock of the last clean", async () => {
  const { store } = setup({ budget: 300 });
  await store.clean(swarm, (id) => id === "a");
  await storeAll(store, "abcd");
  expect(await held(store)).toBe("acd");
});

test("locks do not make it grow without end", async () => {
  const { store } = setup({ budget: 300 });
  await storeAll(store, "abcdefghij");
  expect(await held(store)).toBe("efghij");
});

test("a segment larger than everything is kept until the next clean", async () => {
  const { store } = setup({ budget: 300 });
  await storeAll(store, "a", 1000);
  expect(await held(store)).toBe("a");
  await store.clean(swarm, free);
  expect(await held(store)).toBe("");
});

test("replacing a segment does not count its bytes twice", async () => {
  const { store } = setup({ budget: 300 });
  await storeAll(store, "aaaaab");
  await store.clean(swarm, free);
  expect(await held(store)).toBe("ab");
});

test("segments of a master swarm that is no longer played make room", async () => {
  const { store } = setup({ count: 1 });
  await store.store(loaded("old", 100, "former"));
  await storeAll(store, "a");
  await store.clean(swarm, free);
  expect(await store.list("former")).toEqual([]);
  expect(await held(store)).toBe("a");
});

test("a changed setting holds from the next clean on", async () => {
  const { store, settings } = setup();
  await storeAll(store, "abc");
  settings.cachedSegmentsCount = 1;
  await store.clean(swarm, free);
  expect(await held(store)).toBe("c");
});

test("what a store dropped to stay within bytes is named by the next clean, once", async () => {
  const { store } = setup({ budget: 300 });
  await store.clean(swarm, free);
  await storeAll(store, "abcdefgh");
  expect(await held(store)).toBe("fgh");
  expect(await store.clean(swarm, free)).toEqual(["a", "b", "c", "d", "e"]);
  expect(await store.clean(swarm, free)).toEqual([]);
});

test("what was dropped and stored again is held, and is not named", async () => {
  const { store } = setup({ budget: 300 });
  await store.clean(swarm, free);
  await storeAll(store, "abcda");
  expect(await store.clean(swarm, free)).toEqual(["b"]);
});

test("what was dropped of a master swarm is named when that one is cleaned", async () => {
  const { store } = setup({ count: 1 });
  await store.store(loaded("old", 100, "former"));
  await storeAll(store, "a");
  expect(await store.clean(swarm, free)).toEqual([]);
  expect(await store.clean("former", free)).toEqual(["old"]);
});

test("what was dropped of many master swarms long ago is forgotten, and said to be unknown", async () => {
  const { store } = setup({ count: 1 });
  for (const master of ["m1", "m2", "m3", "m4", "m5"]) {
    await store.store(loaded("a", 100, master));
    expect(await store.clean(master, free)).toEqual([]);
  }
  expect(await store.clean("m1", free)).toBe("unknown");
  expect(await store.clean("m1", free)).toEqual([]);
  expect(await store.clean("m4", free)).toEqual(["a"]);
});
