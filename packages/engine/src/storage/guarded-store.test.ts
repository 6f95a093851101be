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

function scene() {
  const ports = createFakePorts();
  const warnings: ErrorInfo[] = [];
  const store = createGuardedStore(ports, defaultEngineSettings, (warning) =>
    warnings.push(warning),
  );
  return { ports, warnings, store };
}

describe.each<StoreMood>(["rejects", "hangs"])("a storage that %s", (mood) => {
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

test("the data that a failing storage may have detached is built again for memory", async () => {
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

test("where the caller has no storage of their own, memory keeps the segments", async () => {
  const ports = { ...createFakePorts(), store: undefined };
  const store = createGuardedStore(ports, defaultEngineSettings, () => undefined);
  await store.store(() => loaded(1));
  expect((await store.read("m+V0+1", "m", "player"))?.data.byteLength).toBe(8);
  await store.destroy();
  expect(await store.list("m")).toEqual([]);
});

test("memory has the limits of the settings, as they are now, and of the host's budget", async () => {
  const limits = { cacheBytes: 20 };
  const settings = { ...defaultEngineSettings, cachedSegmentsCount: 30 };
  const ports = { ...createFakePorts({ limits }), store: undefined };
  const store = createGuardedStore(ports, settings, () => undefined);
  const ids = async () => (await store.list("m")).map(({ id }) => id);
  for (const sequence of [1, 2, 3]) await store.store(() => loaded(sequence));
  expect(await store.clean("m", () => false)).toEqual(["m+V0+1"]);
  expect(await ids()).toEqual(["m+V0+2", "m+V0+3"]);
  settings.cachedSegmentsCount = 1;
  expect(await store.clean("m", () => false)).toEqual(["m+V0+2"]);
  expect(await ids()).toEqual(["m+V0+3"]);
});

describe("a clean", () => {
  const free = (): boolean => false;

  test("passes on what the storage in charge names, or that it does not know", async () => {
    const { ports, store } = scene();
    await store.store(() => loaded(1));
    ports.store.doomed.add("m+V0+1");
    expect(await store.clean("m", free)).toEqual(["m+V0+1"]);
    ports.store.says = "unknown";
    expect(await store.clean("m", free)).toBe("unknown");
  });

  test.each(["store", "clean"] as const)(
    "does not know what is held once the storage has failed at %s, until memory alone was listed",
    async (call) => {
      const { ports, store } = scene();
      await store.store(() => loaded(1));
      ports.store.mood = "rejects";
      if (call === "store") await store.store(() => loaded(2));
      expect(await store.clean("m", free)).toBe("unknown");
      await store.list("m");
      expect(await store.clean("m", free)).toEqual([]);
    },
  );
});
