import { defaultEngineSettings, type ErrorInfo, type LoadedSegment } from "@swarmlane/contract";
import { createFakePorts, fakeSegment, type StoreMood } from "@swarmlane/testkit";
import { describe, expect, test } from "vitest";
import { createGuardedStore } from "./guarded-store.ts";

function loaded(sequence: number, size = 8): LoadedSegment {
  return {
    info: fakeSegment(sequence),
    data: new Uint8Array(size).fill(sequence).buffer,
    requestUrl: undefined,
    responseUrl: undefined,
    downloadBandwidth: 1,
  };
}

function scene(settings = {}) {
  const ports = createFakePorts();
  const warnings: ErrorInfo[] = [];
  const all = { ...defaultEngineSettings, ...settings };
  const store = createGuardedStore(ports, all, (warning) => warnings.push(warning));
  return { ports, warnings, store };
}

describe.each<StoreMood>(["rejects", "hangs"])("T20: a storage that %s", (mood) => {
  test("costs one warning, and memory keeps what comes after", async () => {
    const { ports, warnings, store } = scene();
    ports.store.mood = mood;
    const stored = store.store(() => loaded(1));
    await ports.clock.advance(ports.limits.storageTransaction);
    await stored;
    await store.store(() => loaded(2));
    expect((await store.read("m+V0+1", "m", "player"))?.data.byteLength).toBe(8);
    expect((await store.list("m")).map(({ id }) => id)).toEqual(["m+V0+1", "m+V0+2"]);
    expect(warnings.map(({ code }) => code)).toEqual(["STORAGE_DEGRADED"]);
    expect(ports.store.calls).toEqual(["store"]);
  });

  test("can still be destroyed, in bounded time and without a rejection", async () => {
    const { ports, store } = scene();
    ports.store.mood = mood;
    const destroyed = store.destroy();
    await ports.clock.advance(ports.limits.storageTransaction);
    await expect(destroyed).resolves.toBeUndefined();
    expect(ports.clock.pending).toBe(0);
  });
});

test("T20: garbage from a storage is a warning, not a segment", async () => {
  const { ports, warnings, store } = scene();
  ports.store.mood = "garbage";
  expect(await store.list("m")).toEqual([]);
  expect(await store.read("m+V0+1", "m", "peer")).toBeUndefined();
  expect(warnings).toHaveLength(1);
});

test("the data that a failing storage may have detached is built anew for memory", async () => {
  const { ports, store } = scene();
  const detaching = loaded(3);
  ports.store.store = (segment) => {
    structuredClone(segment.data, { transfer: [segment.data] });
    return Promise.reject(new Error("quota"));
  };
  const copies = [detaching, loaded(3)];
  await store.store(() => copies.shift() ?? loaded(3));
  expect((await store.read("m+V0+3", "m", "player"))?.data.byteLength).toBe(8);
});

test("a missing segment is undefined and no fault", async () => {
  const { warnings, store } = scene();
  expect(await store.read("none", "m", "player")).toBeUndefined();
  expect(warnings).toEqual([]);
});

test("B22: memory drops the least recently played over its limits, never what the queue locks", async () => {
  const { ports, store } = scene({ cachedSegmentsCount: 2 });
  ports.store.mood = "rejects";
  for (const sequence of [1, 2, 3, 4]) {
    await store.store(() => loaded(sequence));
    await ports.clock.advance(10);
  }
  await store.read("m+V0+2", "m", "player");
  await store.read("m+V0+3", "m", "peer");
  expect(await store.clean("m", (id) => id === "m+V0+1")).toBe(true);
  expect((await store.list("m")).map(({ id }) => id)).toEqual(["m+V0+1", "m+V0+2"]);
  expect(await store.clean("m", () => false)).toBe(false);
});

test("B22: memory forgets expired segments, but not locked ones", async () => {
  const { ports, store } = scene({ cachedSegmentExpiration: 1000 });
  ports.store.mood = "rejects";
  await store.store(() => loaded(1));
  await store.store(() => loaded(2));
  await ports.clock.advance(1001);
  await store.clean("m", (id) => id === "m+V0+1");
  expect((await store.list("m")).map(({ id }) => id)).toEqual(["m+V0+1"]);
});
