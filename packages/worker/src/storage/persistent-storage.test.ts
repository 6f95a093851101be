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
import { fakeQueue, segmentStoreSuite } from "@swarmlane/testkit";
import { createFakeEngine } from "../host.fake.ts";
import { createPlatform } from "../platform.ts";
import { loaded, swarm } from "./layered-store.fake.ts";
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
