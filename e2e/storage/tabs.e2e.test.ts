/**
 * "Several tabs of the same stream share one database without harm; each tab's eviction leaves alone what another tab's
 * queue needs", and the site's management beside a loader that runs.
 */
import { describe, expect, vi } from "vitest";
import type { RigSegment } from "../lifecycle/page/rig.page.ts";

import { database, range, test } from "./test.ts";

const ids = (segments: readonly RigSegment[]): string[] => segments.map(({ id }) => id);

describe.concurrent("tabs of one profile", () => {
  test("each's eviction leaves alone what the other's queue needs", async ({ shelf, profile }) => {
    const swarm = "tabs";
    const [first, second] = await Promise.all([
      shelf.openTab(profile, swarm),
      shelf.openTab(profile, swarm),
    ]);
    // eight segments and a little
    const room = { maxBytes: 430_000 };
    const needed = {
      first: shelf.segments(swarm, range(1, 3)),
      second: shelf.segments(swarm, range(21, 23)),
    };
    await Promise.all([first.start({}, room), second.start({}, room)]);
    await Promise.all([first.expectLoads(needed.first), second.expectLoads(needed.second)]);
    await first.untilStored(swarm, 6);

    // The second plays on, past what there is room for; its queue holds two at a time.
    let loaded = needed.second;
    for (const from of [24, 26, 28, 30, 32, 34]) {
      const next = shelf.segments(swarm, [from, from + 1]);
      await second.expectLoads(next, loaded);
      loaded = [...loaded, ...next];
      await second.untilOnDisk(next);
    }
    expect(await second.onDisk(needed.first)).toEqual(ids(needed.first));
    // What it had played itself is what went.
    expect(await second.onDisk(needed.second)).toEqual([]);

    // And the other way round.
    const last = loaded.slice(-2);
    let mine = needed.first;
    for (const from of [4, 6, 8, 10]) {
      const next = shelf.segments(swarm, [from, from + 1]);
      await first.expectLoads(next, mine);
      mine = [...mine, ...next];
      await first.untilOnDisk(next);
    }
    expect(await first.onDisk(last)).toEqual(ids(last));
    expect((await first.streams())[0]?.bytes).toBeLessThanOrEqual(room.maxBytes);
    for (const tab of [first, second]) {
      expect(await tab.degradations()).toEqual([]);
    }
    shelf.killOrigin(swarm);
    await second.reload();
    await second.start({}, room);
    await second.load(last);
    await second.expectKept(last);
  });

  test("what one tab stored is found by another that is open already", async ({
    shelf,
    profile,
  }) => {
    const swarm = "shared";
    const segments = shelf.segments(swarm, range(1, 3));
    const [writer, reader] = await Promise.all([
      shelf.openTab(profile, swarm),
      shelf.openTab(profile, swarm),
    ]);
    await reader.start();
    await reader.load(shelf.segments(swarm, ["first"]));
    await writer.start();
    await writer.expectLoads(segments);
    await reader.untilStored(swarm, 4);
    shelf.killOrigin(swarm);
    await reader.load(shelf.segments(swarm, ["first"]));
    await reader.expectKept(segments);
  });
});

describe.concurrent("the site's management, beside a loader that runs", () => {
  test("lists, pins, removes, clears and counts, and the loader goes on", async ({
    shelf,
    profile,
  }) => {
    const swarm = "managed";
    const segments = shelf.segments(swarm, range(1, 4));
    const other = shelf.segments("managed-other", range(1, 2));
    const tab = await shelf.openTab(profile, swarm);
    const usage = () =>
      tab.page.evaluate((name) => window.shelf.withCatalog(name, (c) => c.usage()), database);
    const manage = (call: "pin" | "unpin" | "remove", stream: string) =>
      tab.page.evaluate(
        ([name, call, stream]) => window.shelf.withCatalog(name, (c) => c[call](stream)),
        [database, call, stream] as const,
      );
    await tab.start();
    await tab.expectLoads(other);
    await tab.untilStored("managed-other", 2);
    await tab.expectLoads(segments.slice(0, 3), other);
    await tab.untilStored(swarm, 3);
    const row = {
      masterSwarmId: swarm,
      bytes: 150_000,
      segments: 3,
      isPinned: false,
      isLive: false,
    };
    expect(await tab.streams()).toEqual([
      row,
      { ...row, masterSwarmId: "managed-other", bytes: 100_000, segments: 2 },
    ]);
    const { originBytes, quota, ...counted } = await usage();
    expect(counted).toEqual({ bytes: 250_000, segments: 5, streams: 2 });
    // Where a player's statistics are: the 0.6.2 engines' details have the loader's in them.
    const details = () => tab.page.evaluate(() => window.rig.loader("it").getDetails());
    await vi.waitFor(async () => expect(await details()).toMatchObject({ storage: counted }), {
      timeout: 15_000,
    });
    expect(originBytes).toBeGreaterThan(250_000);
    expect(quota).toBeGreaterThan(250_000);

    await manage("pin", swarm);
    expect(await tab.streams()).toContainEqual({ ...row, isPinned: true });
    await manage("remove", "managed-other");
    expect(await tab.streams()).toEqual([{ ...row, isPinned: true }]);

    // Under the player's feet: it has them in memory, and goes on.
    await manage("remove", swarm);
    expect(await usage()).toMatchObject({ bytes: 0, segments: 0, streams: 0 });
    await tab.expectKept(segments.slice(0, 3));
    await tab.expectLoads(segments.slice(3), [...other, ...segments.slice(0, 3)]);
    await tab.untilStored(swarm, 1);

    await tab.page.evaluate((name) => window.shelf.withCatalog(name, (c) => c.clear()), database);
    expect(await tab.streams()).toEqual([]);
    await tab.expectLoads(shelf.segments(swarm, [5]), [...other, ...segments]);
    await tab.untilStored(swarm, 1);
    expect(await tab.degradations()).toEqual([]);
  });
});
