/** A page that is frozen, or kept in the back/forward cache, and comes back. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultLimits } from "@swarmlane/contract";
import type { Remote } from "./remote.ts";
import { expectDelivered, hasLoaded, hasPeers, makeSegments } from "./segments.ts";
import { openSite, type Site, type SitePage } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** ms in which the peer that stays must see the other one go. */
const closedAtPeers = 10_000;

/** ms: longer than a worker may be silent, or an origin. */
const longSleep =
  Math.max(defaultLimits.heartbeat * defaultLimits.heartbeatMisses, defaultLimits.httpIdle) + 2000;

const segmentsOf = (swarm: string, ...names: string[]) =>
  makeSegments({ origin: site.origin.crossUrl, swarm }, ...names);

/** Time goes by on a clock that does not stand still with the page. */
async function pass(ms: number): Promise<void> {
  await fetch(`${site.origin.url}/bytes/clock?fault=delay:${ms}`);
}

/** Has segment 1, and stays. */
async function openNeighbour(swarm: string): Promise<SitePage> {
  const page = await site.open();
  await page.call("create", "it", site.peerSettings);
  await page.call("load", "it", segmentsOf(swarm, "1"), swarm);
  await page.until("it", "the neighbour has a segment", hasLoaded(1));
  return page;
}

/** Two segments are there, and the third is slow the first time. */
async function startLoading(page: Remote, swarm: string, settings: object): Promise<void> {
  const segments = segmentsOf(swarm, "slow", "1");
  site.origin.faults.set(`/bytes/${swarm}-slow`, "rate:3000", 1);
  await page.call("create", "it", { ...site.peerSettings, ...settings });
  await page.call("load", "it", segments, swarm);
  await page.until("it", "one is loaded, one in flight, a peer is there", (report) => {
    return hasLoaded(1)(report) && hasPeers(1)(report) && report.bytes.http > 0;
  });
}

describe.concurrent.each([
  ["in a worker", {}],
  ["on the page", { worker: false }],
])("with the engine %s", (where, settings) => {
  const slug = where.replaceAll(" ", "-");

  test("a frozen page loses no worker: what was in flight is asked for anew", async () => {
    const swarm = `frozen-${slug}`;
    const neighbour = await openNeighbour(swarm);
    const page = await site.openUndriven();
    await startLoading(page, swarm, settings);

    await page.freeze();
    await neighbour.until("it", "the frozen page is gone", hasPeers(0), closedAtPeers);
    await pass(longSleep);
    await page.resume();

    const report = await page.until("it", "all is loaded, and they met again", (report) => {
      return hasLoaded(2)(report) && hasPeers(1)(report);
    });
    expect(report.warnings).toEqual([]);
    await expectDelivered(report, segmentsOf(swarm, "slow", "1"));
    expect(site.origin.log.count(`/bytes/${swarm}-slow`)).toBe(2);
    expect(page.problems).toEqual([]);
    neighbour.expectClean();
    await Promise.all([page.close(), neighbour.page.close()]);
  });

  let attempts = 0;

  test("a page that is left closes its peers, is cached, and works when one comes back", async () => {
    // An attempt that failed leaves its pages open.
    const swarm = `left-${slug}-${++attempts}`;
    const neighbour = await openNeighbour(swarm);
    // a page that must not be stored is not cached either
    const page = await site.open({ headers: ["Cache-Control: max-age=60"] });
    await startLoading(page, swarm, settings);

    await page.page.goto(`${site.origin.url}/elsewhere.html`);
    await neighbour.until("it", "the page that was left is gone", hasPeers(0), closedAtPeers);
    await page.page.goBack({ waitUntil: "commit" });

    // If the page was loaded again, this says why it was not cached.
    const reasons = await page.page.evaluate(() => {
      const [navigation] = performance.getEntriesByType("navigation");
      return (navigation as { notRestoredReasons?: unknown } | undefined)?.notRestoredReasons;
    });
    expect(JSON.stringify(reasons)).toBe("null");
    expect(await page.page.evaluate(() => window.rig.shows)).toEqual([false, true]);
    const report = await page.until("it", "all is loaded, and they met again", (report) => {
      return hasLoaded(2)(report) && hasPeers(1)(report);
    });
    expect(report.warnings).toEqual([]);
    await expectDelivered(report, segmentsOf(swarm, "slow", "1"));
    expect(site.origin.log.count(`/bytes/${swarm}-slow`)).toBe(2);
    page.expectClean();
    neighbour.expectClean();
    await Promise.all([page.page.close(), neighbour.page.close()]);
  });
});

test.concurrent("a page that is frozen in the handshake gets its worker all the same", async () => {
  const swarm = "frozen-at-once";
  const page = await site.openUndriven();
  await page.call("create", "it", { useP2P: false });
  await page.call("load", "it", segmentsOf(swarm, "1"), swarm);
  await page.freeze();
  await pass(defaultLimits.workerHandshake + 1000);
  await page.resume();
  const report = await page.until("it", "it is loaded", hasLoaded(1));
  expect(report.warnings).toEqual([]);
  expect(page.problems).toEqual([]);
  await page.close();
});
