/** "Private mode and disabled storage are found out at start", and a storage that is full of other streams. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openProfile, storageForbidden, type Profile } from "./profile.ts";
import { openShelfSite, range, type ShelfSite, type Tab } from "./shelf.ts";

let site: ShelfSite;
let profile: Profile;
beforeAll(async () => {
  [site, profile] = await Promise.all([openShelfSite(), openProfile()]);
});
afterAll(() => Promise.all([site.close(), profile.close()]));

const missing = `Object.defineProperty(window, "indexedDB", { value: undefined });`;
const throwing = `Object.defineProperty(window, "indexedDB", {
  get() { throw new DOMException("not here", "SecurityError"); },
});`;

/** Before anything was to be stored. */
async function expectToldAtStart(tab: Tab, swarm: string): Promise<void> {
  site.origin.faults.set(`/bytes/${swarm}-silent`, "silence");
  await tab.load(site.segments(swarm, ["silent"]));
  await tab.untilDegraded();
  expect((await tab.call("report", "it")).segments).toEqual([]);
}

describe.concurrent("loading goes on", () => {
  test("where the user forbids sites to store anything, and that is told at start", async () => {
    const forbidding = await openProfile(storageForbidden);
    try {
      const swarm = "forbidden";
      const tab = await site.openTab(forbidding, swarm);
      await tab.start();
      await expectToldAtStart(tab, swarm);
      await tab.expectLoads(site.segments(swarm, range(1, 3)));
      await tab.expectKept(site.segments(swarm, range(1, 3)));
      await tab.expectDegradedOnce(/denied|cannot be opened/);
      tab.expectClean();
    } finally {
      await forbidding.close();
    }
  });

  test.each([
    ["there is no IndexedDB", missing],
    ["IndexedDB throws", throwing],
  ])("where %s, on the page, and that is told at start", async (what, initScript) => {
    const swarm = what.replaceAll(" ", "-").toLowerCase();
    const tab = await site.openTab(profile, swarm, initScript);
    await tab.start({ worker: false });
    await expectToldAtStart(tab, swarm);
    await tab.expectLoads(site.segments(swarm, range(1, 3)));
    await tab.expectKept(site.segments(swarm, range(1, 3)));
    await tab.expectDegradedOnce(/cannot be opened/);
    tab.expectClean();
  });

  test("in private mode, whose storage works as long as it lasts", async () => {
    const swarm = "private";
    const segments = site.segments(swarm, range(1, 3));
    const tab = await site.openTab(site.browser, swarm);
    await tab.start();
    await tab.expectLoads(segments);
    await tab.untilStored(swarm, 3);
    site.killOrigin(swarm);
    await tab.reload();
    await tab.start();
    await tab.load(segments.slice(0, 1));
    await tab.expectKept(segments);
    expect(await tab.degradations()).toEqual([]);
    tab.expectClean();
  });
});

describe.concurrent("a storage that is full", () => {
  const room = { maxBytes: 400_000 };

  test("of other streams makes room: the least recently used go", async () => {
    const tab = await site.openTab(profile, "full");
    const [old, recent] = [site.segments("old", range(1, 4)), site.segments("recent", range(1, 3))];
    const now = site.segments("now", range(1, 4));
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
    tab.expectClean();
  });

  test("of pinned streams costs one warning, memory takes over, and it comes back when one is unpinned", async () => {
    const tab = await site.openTab(profile, "full-of-pins");
    const [pinned, now] = [
      site.segments("pinned", range(1, 7)),
      site.segments("late", range(1, 9)),
    ];
    await tab.start({}, room);
    await tab.expectLoads(pinned);
    await tab.untilStored("pinned", 7);
    await tab.page.evaluate(() => window.shelf.withCatalog("shelf", (it) => it.pin("pinned")));
    await tab.expectLoads(now.slice(0, 4), pinned);
    await tab.untilDegraded();
    await tab.expectKept(now.slice(0, 4));
    await tab.expectDegradedOnce(/full of what is pinned or in use/);
    await tab.page.evaluate(() => window.shelf.withCatalog("shelf", (it) => it.unpin("pinned")));
    await tab.expectLoads(now.slice(4), [...pinned, ...now.slice(0, 4)]);
    await tab.untilStored("late", 6);
    await tab.expectDegradedOnce(/full of what is pinned or in use/);
    tab.expectClean();
  });
});
