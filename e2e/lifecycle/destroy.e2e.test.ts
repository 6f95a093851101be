/** `destroy()` leaves nothing of the platform in use, and nobody else on the page notices. */
import { describe, expect } from "vitest";
import {
  expectDelivered,
  expectPaired,
  hasLoaded,
  hasPeers,
  hasWarned,
  makeSegments,
} from "./segments.ts";
import { test, type RigPage, type RigSite } from "./test.ts";

const nothing = { workers: 0, connections: 0, sockets: 0, timers: 0 };

/** ms in which what was told to end must have ended. */
const ended = 2_000;

async function inUse(page: RigPage) {
  const { workers, connections, sockets, timers } = await page.call("census");
  return { workers, connections, sockets, timers };
}

describe.each([
  ["in a worker", true],
  ["on the page", false],
])("a loader %s", (_where, worker) => {
  const setupOf = (site: RigSite, swarm: string) => ({
    origin: site.origin.crossUrl,
    swarm: `${swarm}-${String(worker)}`,
  });

  test("uses nothing of the platform before it is made", async ({ site }) => {
    expect(await inUse(await site.open())).toEqual(nothing);
  });

  test("leaves no worker, connection, socket or timer when it is destroyed at work, loads and meets its peers again afterwards, and leaves nothing again", async ({
    site,
  }) => {
    const setup = setupOf(site, "destroyed");
    const { swarm } = setup;
    const [other, page] = await Promise.all([site.open(), site.open()]);
    await other.call("create", "other", site.peerSettings);
    await other.call("load", "other", makeSegments(setup, "1"), swarm);
    await other.until("other", "the other one has a segment", hasLoaded(1));

    await page.call("create", "it", { ...site.peerSettings, worker });
    site.origin.faults.set(`/bytes/${swarm}-slow`, "rate:1000", 1);
    await page.call("load", "it", makeSegments(setup, "slow", "1"), swarm);
    const before = await page.until("it", "there is a peer and a segment", (report) => {
      return hasPeers(1)(report) && hasLoaded(1)(report);
    });
    const busy = await inUse(page);
    expect(busy).toMatchObject({ workers: worker ? 1 : 0, sockets: 1 });
    expect(busy.connections).toBeGreaterThan(0);

    await page.call("destroy", "it");
    await expect.poll(() => inUse(page), { timeout: ended }).toEqual(nothing);
    const slow = site.origin.log.requests.find(({ path }) => path === `/bytes/${swarm}-slow`);
    await expect.poll(() => slow?.aborted, { timeout: ended }).toBe(true);
    await other.until("other", "the other one is told", hasPeers(0), ended);
    const after = await page.call("report", "it");
    expectPaired(after);
    expect(after.segments).toEqual(before.segments);
    expect(after.errors).toEqual([]);

    await page.call("load", "it", makeSegments(setup, "2", "3"), swarm);
    const report = await page.until("it", "they meet again, and all is loaded", (report) => {
      return hasPeers(1)(report) && hasLoaded(3)(report);
    });
    await expectDelivered(report, makeSegments(setup, "1", "2", "3"));
    await page.call("destroy", "it");
    await expect.poll(() => inUse(page), { timeout: ended }).toEqual(nothing);
    expectPaired(await page.call("report", "it"));
  });

  test("leaves nothing when it is destroyed before it has loaded anything, or twice", async ({
    site,
  }) => {
    const page = await site.open();
    await page.call("create", "idle", { ...site.peerSettings, worker });
    await page.call("destroy", "idle");
    await page.call("destroy", "idle");
    await expect.poll(() => inUse(page), { timeout: ended }).toEqual(nothing);
  });

  test("leaves nothing when it is destroyed while its tracker is out of reach", async ({
    site,
  }) => {
    const setup = setupOf(site, "lost");
    const page = await site.open();
    const trackerAnnounce = ["ws://127.0.0.1:1"];
    await page.call("create", "lost", { ...site.peerSettings, worker, trackerAnnounce });
    await page.call("load", "lost", makeSegments(setup, "1"), setup.swarm);
    await page.until("lost", "it has found no tracker", hasWarned("TRACKER_ERROR"));
    await page.call("destroy", "lost");
    await expect.poll(() => inUse(page), { timeout: ended }).toEqual(nothing);
  });

  test("leaves nothing when it is destroyed in the task of its load", async ({ site }) => {
    const setup = setupOf(site, "hasty");
    const page = await site.open();
    await page.call("create", "hasty", { ...site.peerSettings, worker });
    await page.page.evaluate(
      async ([segments, swarm]) => {
        void window.rig.load("hasty", segments, swarm);
        await window.rig.destroy("hasty");
      },
      [makeSegments(setup, "1"), setup.swarm] as const,
    );
    await expect.poll(() => inUse(page), { timeout: ended }).toEqual(nothing);
    expect((await page.call("report", "hasty")).segments).toEqual([]);
  });
});

test("two loaders on one page, and two on another, meet each in its own swarm, do not notice when a neighbour is destroyed, and leave nothing when all are gone", async ({
  site,
}) => {
  const settings = {
    red: { worker: true, simultaneousHttpDownloads: 1 },
    blue: { worker: false, httpDownloadProbability: 0 },
  };
  const swarms = ["red", "blue"] as const;
  const segmentsOf = (swarm: string, priority: number, ...names: string[]) =>
    makeSegments({ origin: site.origin.crossUrl, swarm, priority }, ...names);
  const pages = await Promise.all([site.open(), site.open()]);
  const [one, two] = pages;
  for (const page of pages) {
    for (const swarm of swarms) {
      await page.call("create", swarm, { ...site.peerSettings, ...settings[swarm] });
    }
  }

  for (const swarm of swarms) {
    await one.call("load", swarm, segmentsOf(swarm, 0, "1", "2"), swarm);
    await one.until(swarm, "the first has them", hasLoaded(2));
    // too far away for HTTP at once
    await two.call("load", swarm, segmentsOf(swarm, 5, "1", "2"), swarm);
  }
  for (const swarm of swarms) {
    const { peerId } = await one.call("report", swarm);
    const report = await two.until(swarm, "the second has them from it", hasLoaded(2));
    await expectDelivered(report, segmentsOf(swarm, 5, "1", "2"));
    expect(report.connected).toEqual([peerId]);
  }

  await one.call("destroy", "red");
  await two.until("red", "its peer is gone", hasPeers(0), ended);
  await one.call("load", "blue", segmentsOf("blue", 0, "3"), "blue");
  await one.until("blue", "the neighbour loads on", hasLoaded(3));
  await two.call("load", "blue", segmentsOf("blue", 5, "3"), "blue");
  const report = await two.until("blue", "and gives", hasLoaded(3));
  await expectDelivered(report, segmentsOf("blue", 5, "1", "2", "3"));
  const { peerId } = await one.call("report", "blue");
  expect(report.segments.map((segment) => segment.peerId)).toEqual([peerId, peerId, peerId]);
  expect(hasPeers(1)(await one.call("report", "blue"))).toBe(true);
  expect(await inUse(one)).toMatchObject({ workers: 0, sockets: 1 });

  await Promise.all([one.call("destroy", "blue"), two.call("destroy", "red")]);
  await two.call("destroy", "blue");
  for (const page of pages) {
    await expect.poll(() => inUse(page), { timeout: ended }).toEqual(nothing);
    for (const swarm of swarms) expectPaired(await page.call("report", swarm));
  }
});
