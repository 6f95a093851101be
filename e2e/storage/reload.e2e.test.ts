/** "After a reload the page announces and seeds what it still has, before it has downloaded anything." */
import { describe, expect } from "vitest";
import { expectDelivered, hasLoaded, hasPeers } from "../lifecycle/segments.ts";

import { range, test } from "./test.ts";

/** Takes from peers only what is further than this; what is nearer is the origin's alone. */
const fromPeers = { useP2P: true, requiredSegmentsPriority: 1, httpDownloadProbability: 0 };

describe.concurrent("after a reload", () => {
  test.for<[string, object]>([
    ["in a worker", {}],
    ["on the page", { worker: false }],
  ])(
    "a page seeds what it still has, before it has downloaded anything, %s",
    async ([place, where], { shelf, profile, browser }) => {
      const swarm = `seed-${place.replaceAll(" ", "-")}`;
      const stored = shelf.segments(swarm, range(1, 4));
      const seeder = await shelf.openTab(profile, swarm);
      const settings = { ...shelf.peerSettings, ...fromPeers, ...where };
      await seeder.start({ ...settings, requiredSegmentsPriority: 99 });
      await seeder.expectLoads(stored);
      await seeder.untilStored(swarm, 4);
      shelf.killOrigin(swarm);
      await seeder.reload();

      // It asks for what nobody has.
      await seeder.start(settings);
      await seeder.load(shelf.segments(swarm, ["nowhere"]).map((it) => ({ ...it, priority: 9 })));
      const taker = await shelf.openTab(browser, swarm);
      await taker.start({ ...settings, segmentsStorage: undefined });
      await taker.load(stored.map((segment, index) => ({ ...segment, priority: 5 + index })));
      const report = await taker.until("it", "the taker has them", hasLoaded(4));
      await expectDelivered(report, stored);
      const { peerId, segments, bytes } = await seeder.call("report", "it");
      expect(new Set(report.segments.map((segment) => segment.peerId))).toEqual(new Set([peerId]));
      expect(report.bytes.http).toBe(0);
      expect({ segments, http: bytes.http, p2p: bytes.p2p }).toEqual({
        segments: [],
        http: 0,
        p2p: 0,
      });
      expect(await seeder.degradations()).toEqual([]);
    },
  );

  test("a live stream's stale segments are neither announced nor served, and fresh ones are", async ({
    shelf,
    profile,
    browser,
  }) => {
    const swarm = "stale";
    const segments = shelf.segments(swarm, range(1, 6));
    const [fresh] = shelf.segments(swarm, [7]);
    const isPast = "Date.now = ((now) => () => now() - 6 * 60_000)(Date.now);";
    const yesterday = await shelf.openTab(profile, swarm, {
      prepare: (page) => page.addInitScript(isPast),
    });
    // On the page, whose clock can be set back.
    await yesterday.start({ worker: false });
    await yesterday.expectLoads(segments.slice(0, 4));
    // It had become shorter before it went on.
    await yesterday.load(segments.slice(3, 4));
    await yesterday.load(segments.slice(3, 6));
    await yesterday.untilStored(swarm, 6);
    expect(await yesterday.streams()).toMatchObject([{ masterSwarmId: swarm, isLive: true }]);
    await yesterday.page.close();

    const settings = { ...shelf.peerSettings, ...fromPeers };
    const seeder = await shelf.openTab(profile, swarm);
    await seeder.start(settings);
    await seeder.load([{ ...(fresh as (typeof segments)[0]), priority: 0 }]);
    await seeder.until("it", "the fresh one is loaded", hasLoaded(1));
    shelf.killOrigin(swarm);
    const taker = await shelf.openTab(browser, swarm);
    await taker.start({
      ...settings,
      simultaneousP2PDownloads: 1,
      segmentsStorage: undefined,
    });
    // The stale ones first, if they were to be had.
    const wanted = [...segments, fresh as (typeof segments)[0]];
    await taker.load(wanted.map((segment, index) => ({ ...segment, priority: 5 + index })));
    const report = await taker.until("it", "the taker has the fresh one", hasLoaded(1));
    await expectDelivered(report, [fresh as (typeof segments)[0]]);
    expect(hasPeers(1)(report)).toBe(true);
    expect(await seeder.kept(segments)).toEqual([]);
  });
});
