/** A worker that dies or hangs in the middle of its work: noticed, told to the peers, replaced; nothing is lost. */
import { describe, expect, vi } from "vitest";
import { shapeNetwork } from "@swarmlane/testkit/node";
import type { RigSegment } from "./page/rig.page.ts";
import {
  expectDelivered,
  expectPaired,
  hasLoaded,
  hasPeers,
  hasWarned,
  makeSegments,
} from "./segments.ts";
import { test, type RigPage, type RigSite } from "./test.ts";

/**
 * ms in which the page must notice, and then its peers: 10 s in all. The page notices within 7 s of its own
 * time (heartbeat.test.ts); one that other browsers starve counts slower than the wall.
 */
const noticed = 10_000;
const closedAtPeers = 3_000;

/** From inside the worker: it works on the code that we ship. */
const inWorker = (statement: string) => async (page: RigPage) => {
  await page.page.workers()[0]?.evaluate(`setTimeout(() => { ${statement} })`);
};

type Death = [how: string, kill: (page: RigPage) => Promise<void>, settings?: object];

const hang = inWorker("for (;;);");
// busy for a second before it: by then the network is fast again, and the transfer cannot have ended
const fail = inWorker(`
  const until = performance.now() + 1000;
  while (performance.now() < until);
  throw new Error("told to");
`);
const deaths: Death[] = [
  ["terminated", (page) => page.call("terminateWorkers")],
  ["in an endless loop", hang],
  ["throwing", fail],
];
const unreadable: Death = ["whose message cannot be read", (page) => page.call("breakMessage")];
const relayed: Death = ["throwing while the page relays", fail, { transferChannels: false }];

async function openLoader(
  site: RigSite,
  swarm: string,
  segments: readonly RigSegment[],
  settings: object = {},
) {
  const page = await site.open();
  await page.call("create", "it", { ...site.peerSettings, ...settings });
  await page.call("load", "it", segments, swarm);
  return page;
}

async function expectAllGone(page: RigPage): Promise<void> {
  await page.call("destroy", "it");
  const { workers, connections, sockets } = await page.call("census");
  expect({ workers, connections, sockets }).toEqual({ workers: 0, connections: 0, sockets: 0 });
  expectPaired(await page.call("report", "it"));
}

const slug = (text: string) => text.replaceAll(" ", "-");

describe.concurrent.each([...deaths, unreadable])("a worker %s", (how, kill) => {
  test("while it loads over HTTP: what was delivered is not again, the rest is", async ({
    site,
  }) => {
    const swarm = `http-${slug(how)}`;
    const segments = makeSegments({ origin: site.origin.crossUrl, swarm }, "1", "2", "3");
    // the one in flight never ends in the first worker, and no deadline of HTTP is over before it is lost
    site.origin.faults.set(`/bytes/${swarm}-2`, "rate:2000", 1);
    const page = await openLoader(site, swarm, segments, {
      useP2P: false,
      requiredSegmentsPriority: 2,
    });
    await page.until("it", "two are loaded, one is in flight", ({ bytes }) => bytes.http > 100_000);
    await kill(page);
    await page.until("it", "the loss is noticed", hasWarned("WORKER_LOST"), noticed);
    const report = await page.until("it", "all are loaded", hasLoaded(3));
    expect(report.warnings).toEqual(["WORKER_LOST"]);
    await expectDelivered(report, segments);
    // the browser takes a while to end one that is busy
    await vi.waitFor(() => expect(page.page.workers()).toHaveLength(1), 5_000);
    await expectAllGone(page);
  });
});

describe.concurrent.each([...deaths, relayed])("a worker %s", (how, kill, settings) => {
  test("while it sends to a peer: the peer sees it go, and gets the segment elsewhere", async ({
    site,
  }) => {
    const swarm = `upload-${slug(how)}`;
    const { giver, taker, segments, endShaping } = await startTransfer(site, swarm, settings);
    await kill(giver);
    await endShaping();
    await giver.until("it", "the loss is noticed", hasWarned("WORKER_LOST"), noticed);
    expect(await giver.call("markedOpen")).toBe(0);
    const gone = await taker.until(
      "it",
      "the giver is gone",
      ({ closed }) => closed.length > 0,
      closedAtPeers,
    );
    expect(gone.segments).toEqual([]);
    // the player comes nearer: from now on it is wanted from wherever it can be had
    const wanted = segments.map((segment) => ({ ...segment, priority: 0 }));
    await taker.call("load", "it", wanted, swarm);
    const report = await taker.until("it", "it is loaded", hasLoaded(1));
    await expectDelivered(report, segments);
    await Promise.all([expectAllGone(giver), expectAllGone(taker)]);
  });

  test("while it gets from a peer: it meets the peer again, and gets it all", async ({ site }) => {
    const swarm = `download-${slug(how)}`;
    const { giver, taker, segments, endShaping } = await startTransfer(site, swarm, settings);
    await kill(taker);
    await endShaping();
    await taker.until("it", "the loss is noticed", hasWarned("WORKER_LOST"), noticed);
    expect(await taker.call("markedOpen")).toBe(0);
    await giver.until("it", "the taker is gone", ({ closed }) => closed.length > 0, closedAtPeers);
    const report = await taker.until("it", "it is loaded", hasLoaded(1));
    await expectDelivered(report, segments);
    const id = await peerIdOf(giver);
    expect(report.connected).toEqual([id, id]);
    expect(report.segments[0]?.peerId).toBe(id);
    await Promise.all([expectAllGone(giver), expectAllGone(taker)]);
  });
});

test.concurrent(
  "a loader that is destroyed while its worker hangs loads again at once, and leaves nothing",
  async ({ site }) => {
    const swarm = "hung";
    const setup = { origin: site.origin.crossUrl, swarm };
    const page = await openLoader(site, swarm, makeSegments(setup, "1"));
    await page.until("it", "it is loaded", hasLoaded(1));
    await hang(page);
    const destroyed = page.call("destroy", "it");
    await page.call("load", "it", makeSegments(setup, "2"), swarm);
    await page.until("it", "the next one is loaded by another worker", hasLoaded(2), noticed);
    await destroyed;
    const report = await page.call("report", "it");
    await expectDelivered(report, makeSegments(setup, "1", "2"));
    expect(report.warnings).toEqual([]);
    await expectAllGone(page);
  },
);

async function peerIdOf(page: RigPage): Promise<string> {
  return (await page.call("report", "it")).peerId;
}

/**
 * A segment on its way from peer to peer, slowly until `endShaping`. What a connection still has to send when it is
 * closed is lost in an emulated slow network, its good-bye as well.
 */
async function startTransfer(site: RigSite, swarm: string, settings: object = {}) {
  const setup = { origin: site.origin.crossUrl, swarm, size: 2_000_000 };
  const giver = await openLoader(site, swarm, makeSegments(setup, "1"), settings);
  await giver.until("it", "the giver has it", hasLoaded(1));
  const endShaping = await shapeNetwork(giver.page, { upload: 60_000, download: 60_000 });
  // not wanted so soon that HTTP would be asked
  const segments = makeSegments({ ...setup, priority: 5 }, "1");
  const taker = await openLoader(site, swarm, segments, {
    ...settings,
    httpDownloadProbability: 0,
  });
  await taker.until("it", "some of it came", ({ bytes }) => bytes.p2p > 0);
  for (const page of [giver, taker]) {
    await page.until("it", "they are connected", hasPeers(1));
    expect(await page.call("markConnections")).toBeGreaterThan(0);
  }
  return { giver, taker, segments, endShaping };
}
