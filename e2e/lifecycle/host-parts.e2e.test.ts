/** Code of the host that is in no bundle, on the built files: the database's, had in every way and in none. */
import { describe, expect, vi } from "vitest";
import { expectDelivered, hasLoaded, makeSegments } from "./segments.ts";
import { test, type RigSetup, type RigSite } from "./test.ts";

let swarms = 0;

interface Case {
  readonly page?: RigSetup;
  readonly settings?: object;
  readonly storeUrl?: (site: RigSite) => string;
}

/** Loads three segments; the page stays open. */
async function loadIn(site: RigSite, { page: setup, settings, storeUrl }: Case) {
  const page = await site.open(setup);
  const swarm = `part-${++swarms}`;
  const segments = makeSegments({ origin: site.origin.url, swarm }, "1", "2", "3");
  const segmentsStorage = { type: "indexeddb", name: swarm, storeUrl: storeUrl?.(site) };
  await page.call("create", "it", {
    ...{ useP2P: false, requiredSegmentsPriority: 2, segmentsStorage },
    ...settings,
  });
  await page.call("load", "it", segments, swarm);
  await expectDelivered(await page.until("it", "three segments", hasLoaded(3)), segments);
  const stored = () => page.page.evaluate(countRecords, swarm);
  const warnings = async () => (await page.call("report", "it")).warnings;
  return { stored, warnings };
}

/** Runs in the page. 0 also where there is no such database, and makes none. */
async function countRecords(name: string): Promise<number> {
  const known = await indexedDB.databases();
  if (!known.some((database) => database.name === name)) return 0;
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => reject(new Error(name));
    opening.onsuccess = () => {
      const database = opening.result;
      const counting = database.transaction("records").objectStore("records").count();
      counting.onsuccess = () => {
        database.close();
        resolve(counting.result);
      };
    };
  });
}

const strict = "Content-Security-Policy: script-src 'self'; worker-src blob:";
const own = "Content-Security-Policy: script-src 'self'";
const atStore = () => "/loader/indexeddb-store.js";

describe.concurrent("segments are stored", () => {
  test.for<[string, Case]>([
    ["by the global script", {}],
    ["by the modules", { page: { build: "module" } }],
    ["by the global script on the page", { settings: { worker: false } }],
    ["by the modules on the page", { settings: { worker: false }, page: { build: "module" } }],
    [
      "by a worker of the site's own",
      { settings: { workerUrl: "/loader/worker.js" }, page: { headers: [own] } },
    ],
    ["under script-src 'self'; worker-src blob:", { page: { headers: [strict] } }],
    [
      "under the same by the modules, with storeUrl",
      { page: { headers: [strict], build: "module" }, storeUrl: atStore },
    ],
    [
      "with storeUrl on another origin",
      { storeUrl: (site) => `${site.origin.crossUrl}/loader/indexeddb-store.js` },
    ],
  ])("%s", async ([, how], { site }) => {
    const { stored, warnings } = await loadIn(site, how);
    await vi.waitFor(async () => expect(await stored()).toBe(3), 10_000);
    expect(await warnings()).toEqual([]);
  });
});

describe.concurrent("where the code cannot be had, memory takes over with one warning:", () => {
  test.for<[string, Case]>([
    ["404", { storeUrl: () => "/nothing.js" }],
    ["HTML in place of a script", { storeUrl: () => "/pages/empty.html" }],
    [
      "another origin that allows nobody",
      {
        storeUrl: (site) => `${site.origin.crossUrl}/loader/indexeddb-store.js?fault=no-cors`,
      },
    ],
    ["code that never comes", { storeUrl: () => "/loader/indexeddb-store.js?fault=silence" }],
    [
      "script-src 'self' and the modules, without storeUrl",
      { page: { headers: [strict], build: "module" } },
    ],
  ])("%s", async ([, how], { site }) => {
    const { stored, warnings } = await loadIn(site, how);
    await vi.waitFor(async () => expect(await warnings()).toEqual(["STORAGE_DEGRADED"]), 10_000);
    expect(await stored()).toBe(0);
  });
});

test("code that comes late holds nothing up, and what was loaded meanwhile is stored", async ({
  site,
}) => {
  const storeUrl = () => "/loader/indexeddb-store.js?fault=delay:2000";
  const { stored, warnings } = await loadIn(site, { storeUrl });
  await vi.waitFor(async () => expect(await stored()).toBe(3), 10_000);
  expect(await warnings()).toEqual([]);
});

test("code that is there only when it is asked for again is one warning, and nothing is lost", async ({
  site,
}) => {
  const storeUrl = () => "/loader/indexeddb-store.js?fault=burst:1";
  const { stored, warnings } = await loadIn(site, { storeUrl });
  await vi.waitFor(async () => expect(await stored()).toBe(3), 10_000);
  expect(await warnings()).toEqual(["STORAGE_DEGRADED"]);
});
