/** A page that is frozen, or kept in the back/forward cache, and comes back. */
import { describe, expect } from "vitest";
import { defaultLimits } from "@swarmlane/contract";
import type { Remote } from "./test.ts";
import { expectDelivered, hasLoaded, hasPeers, makeSegments } from "./segments.ts";
import { test, type RigPage, type RigSite } from "./test.ts";

/** ms in which the peer that stays must see the other one go. */
const closedAtPeers = 10_000;

/** ms: longer than a worker may be silent, or an origin. */
const longSleep =
  Math.max(defaultLimits.heartbeat * defaultLimits.heartbeatMisses, defaultLimits.httpIdle) + 2000;

const segmentsOf = (site: RigSite, swarm: string, ...names: string[]) =>
  makeSegments({ origin: site.origin.crossUrl, swarm }, ...names);

/** Time goes by on a clock that does not stand still with the page. */
async function pass(site: RigSite, ms: number): Promise<void> {
  await fetch(`${site.origin.url}/bytes/clock?fault=delay:${ms}`);
}

/** Has segment 1, and stays. */
async function openNeighbour(site: RigSite, swarm: string): Promise<RigPage> {
  const page = await site.open();
  await page.call("create", "it", site.peerSettings);
  await page.call("load", "it", segmentsOf(site, swarm, "1"), swarm);
  await page.until("it", "the neighbour has a segment", hasLoaded(1));
  return page;
}

/** Two segments are there, and the third is slow the first time. */
async function startLoading(
  site: RigSite,
  page: Remote,
  swarm: string,
  settings: object,
): Promise<void> {
  const segments = segmentsOf(site, swarm, "slow", "1");
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

  test("a frozen page loses no worker: what was in flight is asked for anew", async ({ site }) => {
    const swarm = `frozen-${slug}`;
    const neighbour = await openNeighbour(site, swarm);
    const page = await site.openUndriven();
    await startLoading(site, page, swarm, settings);

    await page.freeze();
    await neighbour.until("it", "the frozen page is gone", hasPeers(0), closedAtPeers);
    await pass(site, longSleep);
    await page.resume();

    const report = await page.until("it", "all is loaded, and they met again", (report) => {
      return hasLoaded(2)(report) && hasPeers(1)(report);
    });
    expect(report.warnings).toEqual([]);
    await expectDelivered(report, segmentsOf(site, swarm, "slow", "1"));
    expect(site.origin.log.count(`/bytes/${swarm}-slow`)).toBe(2);
  });

  test("a page that is left closes its peers, is cached, and works when one comes back", async ({
    site,
  }) => {
    const swarm = `left-${slug}`;
    const neighbour = await openNeighbour(site, swarm);
    // a page that must not be stored is not cached either
    const page = await site.open({ headers: ["Cache-Control: max-age=60"] });
    await startLoading(site, page, swarm, settings);

    await page.page.goto(`${site.origin.url}/pages/empty.html`);
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
    await expectDelivered(report, segmentsOf(site, swarm, "slow", "1"));
    expect(site.origin.log.count(`/bytes/${swarm}-slow`)).toBe(2);
  });
});

test.concurrent(
  "a page that is frozen in the handshake gets its worker all the same",
  async ({ site }) => {
    const swarm = "frozen-at-once";
    const page = await site.openUndriven();
    await page.call("create", "it", { useP2P: false });
    await page.call("load", "it", segmentsOf(site, swarm, "1"), swarm);
    await page.freeze();
    await pass(site, defaultLimits.workerHandshake + 1000);
    await page.resume();
    const report = await page.until("it", "it is loaded", hasLoaded(1));
    expect(report.warnings).toEqual([]);
  },
);
