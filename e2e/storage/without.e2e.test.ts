/** "Private mode and disabled storage are found out at start", and a storage that is full of other streams. */
import { describe, expect } from "vitest";
import { openProfile, storageForbidden } from "../fixtures/profile.ts";
import { range, test, type ShelfSite, type Tab } from "./test.ts";

const missing = `Object.defineProperty(window, "indexedDB", { value: undefined });`;
const throwing = `Object.defineProperty(window, "indexedDB", {
  get() { throw new DOMException("not here", "SecurityError"); },
});`;

/** Before anything was to be stored. */
async function expectToldAtStart(shelf: ShelfSite, tab: Tab, swarm: string): Promise<void> {
  shelf.origin.faults.set(`/bytes/${swarm}-silent`, "silence");
  await tab.load(shelf.segments(swarm, ["silent"]));
  await tab.untilDegraded();
  expect((await tab.call("report", "it")).segments).toEqual([]);
}

describe.concurrent("loading goes on", () => {
  test("where the user forbids sites to store anything, and that is told at start", async ({
    shelf,
    keep,
  }) => {
    const forbidding = await keep(openProfile(storageForbidden));
    const swarm = "forbidden";
    const tab = await shelf.openTab(forbidding, swarm);
    await tab.start();
    await expectToldAtStart(shelf, tab, swarm);
    await tab.expectLoads(shelf.segments(swarm, range(1, 3)));
    await tab.expectKept(shelf.segments(swarm, range(1, 3)));
    await tab.expectDegradedOnce(/denied|cannot be opened/);
  });

  test.for([
    ["there is no IndexedDB", missing],
    ["IndexedDB throws", throwing],
  ] as const)(
    "where %s, on the page, and that is told at start",
    async ([what, initScript], { shelf, profile }) => {
      const swarm = what.replaceAll(" ", "-").toLowerCase();
      const tab = await shelf.openTab(profile, swarm, {
        prepare: (page) => page.addInitScript(initScript),
      });
      await tab.start({ worker: false });
      await expectToldAtStart(shelf, tab, swarm);
      await tab.expectLoads(shelf.segments(swarm, range(1, 3)));
      await tab.expectKept(shelf.segments(swarm, range(1, 3)));
      await tab.expectDegradedOnce(/cannot be opened/);
    },
  );

  test("in private mode, whose storage works as long as it lasts", async ({ shelf, browser }) => {
    const swarm = "private";
    const segments = shelf.segments(swarm, range(1, 3));
    const tab = await shelf.openTab(browser, swarm);
    await tab.start();
    await tab.expectLoads(segments);
    await tab.untilStored(swarm, 3);
    shelf.killOrigin(swarm);
    await tab.reload();
    await tab.start();
    await tab.load(segments.slice(0, 1));
    await tab.expectKept(segments);
    expect(await tab.degradations()).toEqual([]);
  });
});

describe.concurrent("a storage that is full", () => {
  const room = { maxBytes: 400_000 };

  test("of other streams makes room: the least recently used go", async ({ shelf, profile }) => {
    const tab = await shelf.openTab(profile, "full");
    const [old, recent] = [
      shelf.segments("old", range(1, 4)),
      shelf.segments("recent", range(1, 3)),
    ];
    const now = shelf.segments("now", range(1, 4));
    await tab.start({}, room);
    await tab.expectLoads(old);
    await tab.untilStored("old", 4);
    await tab.expectLoads(recent, old);
    await tab.untilStored("recent", 3);
    await tab.expectLoads(now, [...old, ...recent]);
    await tab.untilStored("now", 4);
    const sizes = (await tab.streams()).map(
      ({ masterSwarmId, segments }) => [masterSwarmId, segments] as const,
    );
    const { old: rest = 0, ...others } = Object.fromEntries(sizes);
    expect(others).toEqual({ now: 4, recent: 3 });
    // as many as fit, or fewer: an eviction goes a little below the budget
    expect(rest).toBeLessThanOrEqual(1);
    expect(await tab.degradations()).toEqual([]);
  });

  test("of pinned streams costs one warning, memory takes over, and it comes back when one is unpinned", async ({
    shelf,
    profile,
  }) => {
    const tab = await shelf.openTab(profile, "full-of-pins");
    const [pinned, now] = [
      shelf.segments("pinned", range(1, 7)),
      shelf.segments("late", range(1, 9)),
    ];
    await tab.start({}, room);
    await tab.expectLoads(pinned);
    await tab.untilStored("pinned", 7);
    await tab.page.evaluate(() => window.shelf.withCatalog("shelf", (it) => it.pin("pinned")));
    await tab.expectLoads(now.slice(0, 4), pinned);
    await tab.untilDegraded();
    await tab.expectKept(now.slice(0, 4));
    await tab.expectDegradedOnce(/everything in it is pinned or in use/);
    await tab.page.evaluate(() => window.shelf.withCatalog("shelf", (it) => it.unpin("pinned")));
    await tab.expectLoads(now.slice(4), [...pinned, ...now.slice(0, 4)]);
    await tab.untilStored("late", 6);
    await tab.expectDegradedOnce(/everything in it is pinned or in use/);
  });
});
