/**
 * Bad days of a database (docs/storage.md#when-the-database-fails), each in a real one: playback goes on, there is one
 * `STORAGE_DEGRADED` warning with its cause, memory takes over, nothing wrong is ever served, and the store comes back.
 */
import type { CDPSession, Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { RigSegment } from "../lifecycle/page/rig.page.ts";

import { openProfile } from "../fixtures/profile.ts";
import type { PagePlace } from "../fixtures/test.ts";
import { database, range, test, type ShelfSite, type Tab } from "./test.ts";

interface Storage {
  readonly shelf: ShelfSite;
  readonly profile: PagePlace;
}

/** A tab of an origin of its own, whose loader has written three segments. */
async function openWritten({ shelf, profile }: Storage, swarm: string): Promise<Tab> {
  const tab = await shelf.openTab(profile, swarm);
  await tab.start();
  await tab.expectLoads(shelf.segments(swarm, range(1, 3)));
  await tab.untilStored(swarm, 3);
  return tab;
}

/** Three more are loaded while the database is out, and memory has all six. One warning says why. */
async function expectMemoryTakesOver(
  shelf: ShelfSite,
  tab: Tab,
  swarm: string,
  why: RegExp,
): Promise<void> {
  await tab.expectLoads(shelf.segments(swarm, range(4, 6)), shelf.segments(swarm, range(1, 3)));
  await tab.untilDegraded();
  await tab.expectKept(shelf.segments(swarm, range(1, 6)));
  await tab.expectDegradedOnce(why);
}

/** The database is written again, without another warning, and after a reload gives all that it has. */
async function expectComesBack(
  shelf: ShelfSite,
  tab: Tab,
  swarm: string,
  stored: readonly number[],
): Promise<void> {
  const segments = shelf.segments(swarm, stored);
  await tab.untilOnDisk(segments);
  expect(await tab.degradations()).toHaveLength(1);
  await expectFoundAfterReload(shelf, tab, swarm, segments);
}

/** The database gives them, and nobody else can. */
async function expectFoundAfterReload(
  shelf: ShelfSite,
  tab: Tab,
  swarm: string,
  segments: readonly RigSegment[],
): Promise<void> {
  shelf.killOrigin(swarm);
  await tab.reload();
  await tab.start();
  await tab.load(segments.slice(0, 1));
  await tab.expectKept(segments);
  expect(await tab.degradations()).toEqual([]);
}

/** Bytes. Smaller payloads than 64 KiB give their space back only when Chromium tidies up, whatever is deleted. */
const large = 200_000;

/** Until the end of the session, which is the page's; without a size, what it was before. */
async function overrideQuota(tab: Tab, quotaSize?: number): Promise<void> {
  await command(tab.page, "Storage.overrideQuotaForOrigin", {
    origin: originOf(tab),
    ...(quotaSize === undefined ? {} : { quotaSize }),
  });
}

const sessions = new WeakMap<Page, CDPSession>();

/** One session a page: what it overrides ends with it. */
async function command(page: Page, method: string, parameters: object): Promise<void> {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, session);
  await session.send(method as "Storage.clearDataForOrigin", parameters as never);
}

const originOf = ({ page }: Tab): string => new URL(page.url()).origin;

describe.concurrent("playback goes on and the store comes back", () => {
  test("when the quota is exceeded in the middle of a write, once there is more again", async ({
    shelf,
    profile,
  }) => {
    const swarm = "quota";
    const tab = await shelf.openTab(profile, swarm);
    // four segments and a little
    await overrideQuota(tab, 230_000);
    await tab.start();
    await tab.expectLoads(shelf.segments(swarm, range(1, 3)));
    await tab.untilStored(swarm, 3);
    await expectMemoryTakesOver(shelf, tab, swarm, /QuotaExceededError/);
    await overrideQuota(tab);
    await expectComesBack(shelf, tab, swarm, range(4, 6));
  });

  test("when the quota stays as low as it is: what was played longest ago makes room", async ({
    shelf,
    profile,
  }) => {
    const swarm = "low-quota";
    const segments = (from: number, to: number) => shelf.segments(swarm, range(from, to), large);
    const tab = await shelf.openTab(profile, swarm);
    await overrideQuota(tab, 5 * large);
    await tab.start();
    await tab.expectLoads(segments(1, 3));
    await tab.untilStored(swarm, 3);
    await tab.expectLoads(segments(4, 6), segments(1, 3));
    await tab.untilDegraded();
    await tab.expectKept(segments(1, 6));
    await tab.untilOnDisk(segments(4, 6));
    // It goes on so, and nobody has to hear of it again.
    for (const from of [7, 9, 11]) {
      await tab.expectLoads(segments(from, from + 1), segments(1, from - 1));
      await tab.untilOnDisk(segments(from, from + 1));
    }
    await tab.expectDegradedOnce(/QuotaExceededError/);
    await expectFoundAfterReload(shelf, tab, swarm, segments(11, 12));
  });

  test("when the quota has fallen far below what is stored, so that nothing at all may be written", async ({
    shelf,
    keep,
  }) => {
    const swarm = "fallen-quota";
    const segments = (from: number, to: number) => shelf.segments(swarm, range(from, to), large);
    const own = await keep(openProfile());
    const before = await shelf.openTab(own, swarm);
    await before.start();
    await before.expectLoads(segments(1, 8));
    await before.untilStored(swarm, 8);
    await before.expectLoads(segments(8, 9), segments(1, 7));
    await before.untilStored(swarm, 9);
    // A browser that runs keeps to the quota that it knows.
    await own.restart();
    const tab = await shelf.openTab(own, swarm);
    // what the tab before had in its queue is still its own: two, and three, and a little
    await overrideQuota(tab, 6 * large);
    await tab.start();
    await tab.expectLoads(segments(20, 22));
    await tab.untilDegraded();
    await tab.expectKept(segments(20, 22));
    await tab.untilOnDisk(segments(20, 22));
    await tab.expectDegradedOnce(/QuotaExceededError/);
    await expectFoundAfterReload(shelf, tab, swarm, segments(20, 22));
  });

  test("when another tab deletes the database", async ({ shelf, profile }) => {
    const swarm = "delete";
    const tab = await openWritten({ shelf, profile }, swarm);
    const other = await shelf.openTab(profile, swarm);
    // nobody is in its way
    await other.page.evaluate((name) => window.shelf.deleteDatabase(name), database);
    await expectMemoryTakesOver(shelf, tab, swarm, /another tab upgrades or deletes/);
    await expectComesBack(shelf, tab, swarm, range(4, 6));
  });

  test("when another tab upgrades the database, once that is undone", async ({
    shelf,
    profile,
  }) => {
    const swarm = "upgrade";
    const tab = await openWritten({ shelf, profile }, swarm);
    const other = await shelf.openTab(profile, swarm);
    await other.page.evaluate(async (name) => {
      (await window.shelf.openDatabase(name, 99)).close();
    }, database);
    await expectMemoryTakesOver(shelf, tab, swarm, /another tab upgrades or deletes/);
    await other.page.evaluate((name) => window.shelf.deleteDatabase(name), database);
    await expectComesBack(shelf, tab, swarm, range(4, 6));
  });

  test("when an upgrade is blocked by a tab with an older version, until that is gone", async ({
    shelf,
    profile,
  }) => {
    const swarm = "blocked";
    const older = await shelf.openTab(profile, swarm);
    await older.page.evaluate(
      (name) =>
        // its first version; it does not step aside
        window.shelf.openDatabase(name, 1, (db) => {
          db.createObjectStore("records", { keyPath: ["masterSwarmId", "id"] });
          db.createObjectStore("payloads");
        }) as Promise<unknown> as Promise<void>,
      database,
    );
    const tab = await shelf.openTab(profile, swarm);
    await tab.start();
    await tab.expectLoads(shelf.segments(swarm, range(1, 3)));
    await expectMemoryTakesOver(
      shelf,
      tab,
      swarm,
      /another tab has an older version of the database open/,
    );
    await older.page.close();
    await expectComesBack(shelf, tab, swarm, range(1, 6));
  });

  test("when the browser drops the connection and what it led to", async ({ shelf, profile }) => {
    const swarm = "dropped";
    const tab = await openWritten({ shelf, profile }, swarm);
    await command(tab.page, "Storage.clearDataForOrigin", {
      origin: originOf(tab),
      storageTypes: "indexeddb",
    });
    await expectMemoryTakesOver(shelf, tab, swarm, /the browser closed the database/);
    await expectComesBack(shelf, tab, swarm, range(4, 6));
  });

  test("when a transaction aborts, in the worker", async ({ shelf, profile }) => {
    const swarm = "aborts";
    const tab = await openWritten({ shelf, profile }, swarm);
    await tab.page.workers()[0]?.evaluate(() => {
      const put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, "put") ?? {};
      Object.defineProperty(IDBObjectStore.prototype, "put", {
        configurable: true,
        value(this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
          Object.defineProperty(IDBObjectStore.prototype, "put", put);
          queueMicrotask(() => this.transaction.abort());
          return key === undefined ? this.put(value) : this.put(value, key);
        },
      });
    });
    await expectMemoryTakesOver(shelf, tab, swarm, /The transaction has finished|AbortError/);
    await expectComesBack(shelf, tab, swarm, range(1, 6));
  });

  test("when another tab's transaction hangs for longer than a disk may take", async ({
    shelf,
    profile,
  }) => {
    const swarm = "hangs";
    const tab = await openWritten({ shelf, profile }, swarm);
    const other = await shelf.openTab(profile, swarm);
    await other.page.evaluate((name) => window.shelf.hold(name), database);
    await expectMemoryTakesOver(shelf, tab, swarm, /the disk's (write|read|list|clean)/);
    await other.page.evaluate(() => window.shelf.release());
    await expectComesBack(shelf, tab, swarm, range(1, 6));
  });

  test("when the database is somebody else's, until they delete it", async ({ shelf, profile }) => {
    const swarm = "foreign";
    const other = await shelf.openTab(profile, swarm);
    await other.page.evaluate(async (name) => {
      const db = await window.shelf.openDatabase(name, 2, (db) => db.createObjectStore("theirs"));
      db.close();
    }, database);
    const tab = await shelf.openTab(profile, swarm);
    await tab.start();
    await tab.expectLoads(shelf.segments(swarm, range(1, 3)));
    await expectMemoryTakesOver(shelf, tab, swarm, /unknown schema/);
    await other.page.evaluate((name) => window.shelf.deleteDatabase(name), database);
    await expectComesBack(shelf, tab, swarm, range(1, 6));
  });
});
