import "fake-indexeddb/auto";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  defaultEngineSettings,
  defaultLimits,
  LoaderError,
  type ErrorInfo,
} from "@swarmlane/contract";
import { createMemoryStore } from "@swarmlane/engine";
import { createStoragePlatform, type IdbStoreModule } from "@swarmlane/storage";
import { createSimulatedClock, segmentStoreSuite } from "@swarmlane/testkit";
import { createFakeDisk, loaded, swarm, type FakeDisk } from "./layered-store.fake.ts";
import { createLateDisk } from "./late-disk.ts";
import { createLayeredStore } from "./layered-store.ts";

let count = 0;

function open(importDisk: () => Promise<IdbStoreModule>) {
  const disk = createLateDisk(importDisk, {
    description: {
      ...{ type: "indexeddb", name: `late ${++count}`, maxBytes: 1e9, maxAge: 1e9 },
      persist: false,
    },
    limits: defaultLimits,
    platform: createStoragePlatform(),
    owner: "a tab",
    onDamage: () => undefined,
    onLost: () => undefined,
  });
  onTestFinished(() => disk.destroy());
  return disk;
}

/** Code that comes when the test says so. */
function createLateCode() {
  const disk: FakeDisk & { live: string[]; isClosed: boolean } = Object.assign(createFakeDisk(), {
    ...{ live: [], isClosed: false },
    noteLive: (masterSwarmId: string) => void disk.live.push(masterSwarmId),
    destroy: () => Promise.resolve(void (disk.isClosed = true)),
  });
  const requests: { arrive: () => void; fail: (error: unknown) => void }[] = [];
  const importDisk = (): Promise<IdbStoreModule> =>
    new Promise((resolve, reject) => {
      const arrive = (): void => resolve({ createIdbStore: () => disk as never });
      requests.push({ arrive, fail: reject });
    });
  return { disk, requests, importDisk };
}

/** The layered store before such a disk. */
function createScene() {
  const clock = createSimulatedClock();
  const code = createLateCode();
  const warnings: ErrorInfo[] = [];
  const listable: string[] = [];
  const memory = createMemoryStore({ settings: defaultEngineSettings, budget: 1e9, clock });
  const store = createLayeredStore({
    ...{ memory, clock, disk: open(code.importDisk), limits: defaultLimits },
    warn: (error) => warnings.push(error),
    tellAmount: () => undefined,
    onListable: () => listable.push("listable"),
  });
  return { ...code, clock, store, warnings, listable };
}

segmentStoreSuite("the database, whose code comes late", () =>
  open(async () => {
    await Promise.resolve();
    return import("@swarmlane/storage");
  }),
);

describe("until the code is there", () => {
  test("it is asked for once, however many calls wait for it", async () => {
    const { disk, requests, importDisk } = createLateCode();
    disk.held.set(JSON.stringify([swarm, "a"]), loaded("a"));
    const late = open(importDisk);
    const calls = Promise.all([late.list(swarm), late.read("a", swarm, "peer"), late.probe()]);
    requests[0]?.arrive();
    expect(await calls).toMatchObject([[loaded("a").info], loaded("a"), { segments: 0 }]);
    expect(requests).toHaveLength(1);
  });

  test("what was seen to be live is told when it is there", async () => {
    const { disk, requests, importDisk } = createLateCode();
    const late = open(importDisk);
    late.noteLive(swarm);
    const probed = late.probe();
    requests[0]?.arrive();
    await probed;
    expect(disk.live).toEqual([swarm]);
  });

  test("segments are stored and delivered, and written when it comes", async () => {
    const { store, disk, requests, clock, warnings } = createScene();
    await store.store(loaded("a"));
    expect(await store.read("a", swarm, "player")).toEqual(loaded("a"));
    await clock.advance(10);
    requests[0]?.arrive();
    await clock.advance(defaultLimits.storagePause);
    expect(disk.writes).toEqual([["a"]]);
    expect(warnings).toEqual([]);
  });

  test("a list waits for it no longer than for a slow disk, and is asked for again when it comes", async () => {
    const { store, disk, requests, clock, warnings, listable } = createScene();
    disk.held.set(JSON.stringify([swarm, "a"]), loaded("a"));
    const listed = store.list(swarm);
    await clock.advance(defaultLimits.storageListWait);
    expect(await listed).toEqual([]);
    requests[0]?.arrive();
    await clock.settle();
    expect(listable).toEqual(["listable"]);
    expect(await store.list(swarm)).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  test("a destroy is not held up, and code that comes afterwards opens nothing", async () => {
    const { store, disk, requests } = createScene();
    await store.destroy();
    requests[0]?.arrive();
    await expect.poll(() => disk.isClosed).toBe(true);
  });
});

describe("code that cannot be had", () => {
  test("is one warning with its cause; memory takes over; it is asked for again until it is there", async () => {
    const { store, disk, requests, clock, warnings } = createScene();
    const cause = new TypeError("Failed to fetch dynamically imported module: blob:x");
    requests[0]?.fail(cause);
    await store.store(loaded("a"));
    await clock.advance(100);
    requests.at(-1)?.fail(cause);
    await clock.advance(defaultLimits.storageRetryMin);
    requests.at(-1)?.fail(cause);
    await clock.settle();
    expect(await store.read("a", swarm, "player")).toEqual(loaded("a"));
    expect(warnings).toEqual([
      {
        code: "STORAGE_DEGRADED",
        message: `TypeError: ${cause.message}; segments are kept in memory`,
        cause,
      },
    ]);
    const hopeless = requests.length;
    await clock.advance(2 * defaultLimits.storageRetryMax);
    expect(requests.length).toBeGreaterThan(hopeless);
    requests.at(-1)?.arrive();
    await clock.advance(2 * defaultLimits.storageRetryMax);
    await store.store(loaded("b"));
    await clock.advance(defaultLimits.storagePause);
    expect(disk.writes.flat()).toEqual(expect.arrayContaining(["a", "b"]));
    expect(warnings).toHaveLength(1);
  });

  test("is an error with the code that the page gave, and what it said", async () => {
    const said: ErrorInfo = { code: "STORAGE_DEGRADED", message: "this build has none" };
    const late = open(
      () =>
        new Promise((_, reject) => {
          // As Comlink does.
          const rejectWith: (info: ErrorInfo) => void = reject;
          rejectWith(said);
        }),
    );
    const thrown: unknown = await late.probe().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(LoaderError);
    expect(thrown).toMatchObject(said);
  });
});

test("errors of the code, whose class is of another bundle, keep their code and message", async () => {
  const { disk, requests, importDisk } = createLateCode();
  const foreign = Object.assign(new Error("it is out"), { code: "STORAGE_DEGRADED", cause: 7 });
  disk.probe = () => Promise.reject(foreign);
  const late = open(importDisk);
  const probed = late.probe().catch((error: unknown) => error);
  requests[0]?.arrive();
  expect(await probed).toEqual(LoaderError.from(foreign as ErrorInfo));
});
