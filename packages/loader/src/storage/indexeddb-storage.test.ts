import { describe, expect, onTestFinished, test } from "vitest";
import { Events, type LoaderError } from "@swarmlane/contract";
import { createTestPage, ownPeerId, type TestPage } from "../testing/test-page.fake.ts";
import { mergeSettings } from "../settings/merge-settings.ts";
import { indexedDBStorage } from "./indexeddb-storage.ts";

const segment = { id: "a", url: "https://origin.test/a.ts", masterSwarmId: "m", sequence: "1" };

function openPage(settings: Parameters<typeof createTestPage>[0]): TestPage {
  const page = createTestPage(settings);
  onTestFinished(() => page.close());
  return page;
}

describe("the description", () => {
  test("is plain, complete and frozen", () => {
    const description = indexedDBStorage({ maxBytes: 5 });
    expect(structuredClone(description)).toEqual({
      ...{ type: "indexeddb", name: "swarmlane" },
      ...{ maxBytes: 5, maxAge: 7 * 24 * 3600 * 1000, persist: false },
    });
    expect(Object.isFrozen(description)).toBe(true);
  });

  test.each([
    ["name", { name: "" }],
    ["name", { name: 1 }],
    ["maxBytes", { maxBytes: -1 }],
    ["maxAge", { maxAge: NaN }],
    ["persist", { persist: "yes" }],
    ["storeUrl", { storeUrl: 1 }],
  ])("of a bad %s is a TypeError that names it", (field, options) => {
    expect(() => indexedDBStorage(options as never)).toThrow(TypeError);
    expect(() => indexedDBStorage(options as never)).toThrow(`${field}: must be`);
  });

  test("is a setting, also when it was put together by hand, and is checked then", () => {
    const segmentsStorage = { type: "indexeddb", name: "mine" };
    expect(mergeSettings({ segmentsStorage })).toMatchObject({ segmentsStorage });
    expect(() => mergeSettings({ segmentsStorage: { type: "indexeddb", name: 5 } })).toThrow(
      "name",
    );
    expect(() => mergeSettings({ segmentsStorage: { type: "disk" } })).toThrow("storeSegment");
  });
});

describe("a loader with it", () => {
  test("hands the host the description, and no object of the page", async () => {
    const page = openPage({ segmentsStorage: indexedDBStorage({ name: "mine" }) });
    await page.loader.load([segment], "s");
    await page.settle();
    expect(page.host.started).toMatchObject({
      storage: indexedDBStorage({ name: "mine" }),
      callbacks: { storage: false },
    });
  });

  test.each([
    ["where the build has it", {}, "blob:indexeddb-store"],
    ["where the site has it", { storeUrl: "/js/store.js" }, "https://site.example/js/store.js"],
  ])("tells the host, which asks, where its code is: %s", async (_, options, address) => {
    const page = openPage({ segmentsStorage: indexedDBStorage(options) });
    await page.loader.load([segment], "s");
    await page.settle();
    expect(await page.host.page.storeUrl()).toBe(address);
  });

  test("tells the host why there is no such code", async () => {
    const page = openPage({ segmentsStorage: indexedDBStorage({ storeUrl: "https://" }) });
    await page.loader.load([segment], "s");
    await page.settle();
    await expect(page.host.page.storeUrl()).rejects.toMatchObject({ code: "STORAGE_DEGRADED" });
  });

  test("asks once for persistence, with its first queue, and only when it is to", async () => {
    const page = openPage({ segmentsStorage: indexedDBStorage({ persist: true }) });
    expect(page.hub).not.toContain("persist");
    await page.loader.load([segment], "s");
    await page.loader.load([segment], "s");
    expect(page.hub.filter((call) => call === "persist")).toHaveLength(1);
    const other = openPage({ segmentsStorage: indexedDBStorage() });
    await other.loader.load([segment], "s");
    expect(other.hub).not.toContain("persist");
  });

  test("includes the stored amount in its details once the host has reported it", async () => {
    const page = openPage({ segmentsStorage: indexedDBStorage() });
    await page.loader.load([segment], "s");
    await page.settle();
    expect(page.loader.getDetails()).not.toHaveProperty("storage");
    const amount = { bytes: 3000, segments: 3, streams: 1 };
    page.host.say({ type: "storage/amount", amount });
    await page.settle();
    expect(page.loader.getDetails()).toEqual({ peerId: ownPeerId, storage: amount });
    await page.loader.destroy();
    expect(page.loader.getDetails()).not.toHaveProperty("storage");
  });

  test("tells each degradation that the host tells", async () => {
    const page = openPage({ segmentsStorage: indexedDBStorage() });
    await page.loader.load([segment], "s");
    await page.settle();
    const error = { code: "STORAGE_DEGRADED", message: "the disk is out" } as const;
    page.host.say({ type: "warning", error });
    page.host.say({ type: "warning", error });
    await page.settle();
    const told = page.events.filter(([name]) => name === Events.Warning);
    expect(told.map(([, thrown]) => (thrown as LoaderError).code)).toEqual([
      "STORAGE_DEGRADED",
      "STORAGE_DEGRADED",
    ]);
  });
});
