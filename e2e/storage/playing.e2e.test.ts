/** "Playback goes on": players of real streams whose segments go to a real database, on its good and on its bad days. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { startHarness, type Harness } from "../harness/harness.ts";
import { expectNoStall, expectOriginBytes, hasPlayed } from "../harness/journey.ts";
import { openCatalogOf } from "./catalog-of.ts";
import { openProfile } from "./profile.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const database = "playing";

test("a transaction that hangs stalls no player, and is told once", async () => {
  const viewer = await harness.open({
    ...{ player: "hlsjs", core: "ours", stream: streams.hlsTs, swarmId: "hangs" },
    storage: { name: database },
    browser: await openProfile(),
  });
  const { page } = viewer;
  await viewer.until("it plays", hasPlayed(2));
  await expect.poll(() => openCatalogOf(page, database).segments()).toBeGreaterThan(0);
  await page.evaluate(holdForEver, database);
  const report = await viewer.until("16 s are played", hasPlayed(16));
  expectNoStall(report);
  await expectOriginBytes(report);
  expect(report.warnings).toEqual(["STORAGE_DEGRADED"]);
  viewer.expectClean();
  await viewer.leave();
});

test("a live stream is seen to be live, so that its segments are not kept for days", async () => {
  const viewer = await harness.open({
    ...{ player: "hlsjs", core: "ours", stream: "/live/stored/hls-ts/master.m3u8" },
    ...{ swarmId: "live", storage: { name: database } },
    browser: await openProfile(),
  });
  const report = await viewer.until("12 s are played", hasPlayed(12));
  expectNoStall(report);
  const catalog = openCatalogOf(viewer.page, database);
  await expect.poll(() => catalog.streams()).toMatchObject([{ isLive: true }]);
  viewer.expectClean();
  await viewer.leave();
});

/** A writing transaction over everything, of the page itself, that ends with it. */
async function holdForEver(name: string): Promise<void> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error(String(request.error)));
  });
  const stores = [...db.objectStoreNames];
  const values = db.transaction(stores, "readwrite").objectStore(stores[0] ?? "");
  await new Promise<void>((resolve) => {
    const spin = (): void => {
      resolve();
      values.count().onsuccess = spin;
    };
    spin();
  });
}
