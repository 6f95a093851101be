/** "Playback goes on": players of real streams whose segments go to a real database, on its good and on its bad days. */
import { expect } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { expectNoStall, expectOriginBytes, hasPlayed } from "../harness/journey.ts";
import { test } from "../harness/test.ts";
import { openCatalogOf } from "./catalog-of.ts";
import { openProfile } from "../fixtures/profile.ts";

const database = "playing";

test("a transaction that hangs stalls no player, and is told once", async ({
  openViewer,
  keep,
}) => {
  const viewer = await openViewer({
    ...{ player: "hlsjs", core: "ours", stream: streams.hlsTs, swarmId: "hangs", speed: 1 },
    storage: { name: database },
    page: { place: await keep(openProfile()) },
  });
  const { page } = viewer;
  await viewer.until("it plays", hasPlayed(2));
  await expect.poll(() => openCatalogOf(page, database).segments()).toBeGreaterThan(0);
  await page.evaluate(holdForEver, database);
  const report = await viewer.until("16 s are played, and it is told", (report) => {
    return hasPlayed(16)(report) && report.warnings.length > 0;
  });
  expectNoStall(report);
  await expectOriginBytes(report);
  expect(report.warnings).toEqual(["STORAGE_DEGRADED"]);
});

test("a live stream is seen to be live, so that its segments are not kept for days", async ({
  openViewer,
  keep,
}) => {
  const viewer = await openViewer({
    ...{ player: "hlsjs", core: "ours", stream: "/live/stored/hls-ts/master.m3u8" },
    ...{ swarmId: "live", speed: 1, storage: { name: database } },
    page: { place: await keep(openProfile()) },
  });
  const report = await viewer.until("12 s are played", hasPlayed(12));
  expectNoStall(report);
  const catalog = openCatalogOf(viewer.page, database);
  await expect.poll(() => catalog.streams()).toMatchObject([{ isLive: true }]);
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
