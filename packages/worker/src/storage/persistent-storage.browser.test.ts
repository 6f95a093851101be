import { expect, onTestFinished, test, vi } from "vitest";
import { defaultEngineSettings, defaultLimits, type ErrorInfo } from "@swarmlane/contract";
import { segmentStoreSuite } from "@swarmlane/testkit";
import { createPlatform } from "../platform.ts";
import { loaded, swarm } from "./layered-store.fake.ts";
import { createPersistentStorage } from "./persistent-storage.ts";

let count = 0;

function openTab(name = `layered ${++count} ${Math.random()}`) {
  const warnings: ErrorInfo[] = [];
  const { store } = createPersistentStorage({
    description: { type: "indexeddb", name, maxBytes: 1e9, maxAge: 1e9, persist: false },
    limits: { ...defaultLimits, storageRetryMin: 10 },
    settings: defaultEngineSettings,
    platform: createPlatform(),
    importDisk: () => import("@swarmlane/storage"),
    tellAmount: () => undefined,
    warn: (error) => warnings.push(error),
  });
  onTestFinished(async () => {
    await store.destroy();
    indexedDB.deleteDatabase(name);
  });
  return { store, name, warnings };
}

segmentStoreSuite("memory before IndexedDB, in a browser", () => openTab().store);

test("what one page stored, the next one lists and reads", async () => {
  const { store, name } = openTab();
  for (const id of "abc") await store.store(loaded(id));
  await store.destroy();
  const next = openTab(name);
  expect(await next.store.list(swarm)).toHaveLength(3);
  expect(await next.store.read("b", swarm, "player")).toEqual(loaded("b"));
  expect(next.warnings).toEqual([]);
});

test("a quota that is exceeded in the middle of a write is one warning, and writing comes back", async () => {
  const { store, name, warnings } = openTab();
  const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
    throw new DOMException("the disk is full", "QuotaExceededError");
  });
  onTestFinished(() => put.mockRestore());
  await store.store(loaded("a"));
  await expect.poll(() => put.mock.calls.length).toBeGreaterThan(2);
  expect(warnings.map(({ code }) => code)).toEqual(["STORAGE_DEGRADED"]);
  expect(warnings[0]?.message).toContain("QuotaExceededError");
  expect(await store.read("a", swarm, "player")).toEqual(loaded("a"));
  put.mockRestore();
  await store.store(loaded("b"));
  await expect.poll(async () => (await openTab(name).store.list(swarm)).length).toBe(2);
  expect(warnings).toHaveLength(1);
});
