import "fake-indexeddb/auto";
import { deleteDB } from "idb";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  defaultEngineSettings,
  defaultLimits,
  type ErrorInfo,
  type Limits,
  type StorageDescription,
} from "@swarmlane/contract";
import { createSimulatedClock, fakeQueue, segmentStoreSuite } from "@swarmlane/testkit";
import { createFakeEngine } from "../host.fake.ts";
import { createPlatform } from "../platform.ts";
import { createFakeDisk, loaded, swarm } from "./layered-store.fake.ts";
import { createPersistentStorage } from "./persistent-storage.ts";

let count = 0;

function openTab(changes: Partial<StorageDescription> = {}, limits: Partial<Limits> = {}) {
  const warnings: ErrorInfo[] = [];
  const { store, watch } = createPersistentStorage({
    description: {
      ...{ type: "indexeddb", name: `persistent ${++count}` },
      ...{ maxBytes: 1e9, maxAge: 1e9, persist: false },
      ...changes,
    },
    limits: { ...defaultLimits, ...limits },
    settings: defaultEngineSettings,
    platform: createPlatform(),
    importDisk: () => import("@swarmlane/storage"),
    tellAmount: () => undefined,
    warn: (error) => warnings.push(error),
  });
  onTestFinished(() => store.destroy());
  return { store, watch, warnings };
}

segmentStoreSuite("memory before IndexedDB", () => openTab().store);

describe("after a reload", () => {
  test("what was stored is listed and read before anything is loaded", async () => {
    const name = "reload";
    const before = openTab({ name });
    for (const id of "abc") await before.store.store(loaded(id));
    await before.store.destroy();
    const { store, warnings } = openTab({ name });
    expect((await store.list(swarm)).map(({ id }) => id).sort()).toEqual(["a", "b", "c"]);
    expect(await store.read("b", swarm, "player")).toEqual(loaded("b"));
    expect(warnings).toEqual([]);
  });

  test("of a stream that was seen to be live only the newest are", async () => {
    const name = "live";
    const limits = { storageLiveAge: 0 };
    const before = openTab({ name });
    const engine = before.watch(createFakeEngine().create({} as never, {} as never, "" as never));
    const load = { streamSwarmId: "s", expectsPeers: false, delivered: [] };
    for (const queue of [fakeQueue(3), fakeQueue(1, 2), fakeQueue(2, 2)]) {
      await engine.load({ ...load, queue });
    }
    const segment = loaded("m+V0+3");
    await before.store.store({ ...segment, info: { ...segment.info, masterSwarmId: "m" } });
    await before.store.destroy();
    expect(await openTab({ name }).store.list("m")).toHaveLength(1);
    // Its clock goes on by at least a millisecond while it is opened again.
    await expect.poll(async () => openTab({ name }, limits).store.list("m")).toEqual([]);
  });
});

describe("what the engine must learn, and what the storage must learn of it", () => {
  /** A disk whose list comes late, and that takes nothing: what memory drops is gone. */
  function openLate() {
    const clock = createSimulatedClock();
    const settings = { ...defaultEngineSettings };
    const disk = createFakeDisk();
    disk.room = 0;
    const code: { arrive: () => void } = { arrive: () => undefined };
    const { store, watch } = createPersistentStorage({
      description: { type: "indexeddb", name: "s", maxBytes: 1e9, maxAge: 1e9, persist: false },
      limits: defaultLimits,
      settings,
      platform: { ...createPlatform(), clock },
      importDisk: () =>
        new Promise((resolve) => {
          code.arrive = () => resolve({ createIdbStore: () => ({ ...disk, noteLive() {} }) });
        }),
      tellAmount: () => undefined,
      warn: () => undefined,
    });
    const fake = createFakeEngine();
    const engine = watch(fake.create({} as never, settings, "" as never));
    return { clock, settings, store, engine, calls: fake.calls, code };
  }

  test("the engine lists the storage again when the disk can be listed at last", async () => {
    const { clock, store, calls, code } = openLate();
    const listed = store.list(swarm);
    await clock.advance(defaultLimits.storageListWait);
    expect(await listed).toEqual([]);
    expect(calls).toEqual([]);
    code.arrive();
    await clock.settle();
    expect(calls).toEqual([["relist"]]);
  });

  test("an engine that was destroyed is not told to list again", async () => {
    const { clock, store, engine, calls, code } = openLate();
    void store.list(swarm);
    await clock.advance(defaultLimits.storageListWait);
    await engine.destroy();
    code.arrive();
    await clock.settle();
    expect(calls).toEqual([["destroy"]]);
  });

  test("a setting that the engine changes holds for memory from the next clean on", async () => {
    const { clock, store, engine, code } = openLate();
    code.arrive();
    for (const id of "abc") await store.store(loaded(id));
    await clock.advance(defaultLimits.storagePause);
    await store.list(swarm);
    expect(await store.clean(swarm, () => false)).toEqual([]);
    engine.configure({ cachedSegmentsCount: 1 });
    expect(await store.clean(swarm, () => false)).toEqual(["a", "b"]);
  });
});

describe("bad days", () => {
  test("another tab that deletes the database is one warning, and it comes back", async () => {
    const name = "deleted";
    const { store, warnings } = openTab({ name }, { storageRetryMin: 1 });
    await store.store(loaded("a"));
    await expect.poll(async () => (await openTab({ name }).store.list(swarm)).length).toBe(1);
    await deleteDB(name);
    await expect.poll(() => warnings.map(({ code }) => code)).toEqual(["STORAGE_DEGRADED"]);
    expect(warnings[0]?.message).toContain("versionchange");
    expect(await store.read("a", swarm, "player")).toEqual(loaded("a"));
    await expect
      .poll(async () => {
        await store.store(loaded("b"));
        return (await openTab({ name }).store.list(swarm)).length;
      })
      .toBe(1);
    expect(warnings).toHaveLength(1);
  });
});
