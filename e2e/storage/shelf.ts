/** Loopback servers, and tabs that hold a loader whose segments outlive them. Node. `close` ends all of it. */
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";
import { bundlePageScript, type WatchedPage } from "@swarmlane/testkit/node";
import type { Page } from "playwright-core";
import type { RigSegment } from "../lifecycle/page/rig.page.ts";
import { createRemote } from "../lifecycle/remote.ts";
import { digestOf, expectDelivered, hasLoaded, makeSegments } from "../lifecycle/segments.ts";
import { openSite, type Site, type SitePage } from "../lifecycle/site.ts";
import type { Degradation, ShelfStream } from "./page/shelf.page.ts";

/** A disk that is out is tried again sooner; a busy machine's list of what is stored is waited for. */
const limits = { storageRetryMin: 100, storageRetryMax: 400, storageListWait: 15_000 };

/** ms. Long: two cores are shared with other journeys. */
const patience = { timeout: 15_000, interval: 50 };

/** Plays without peers, and at once whatever it is asked for. */
export const alone = { useP2P: false, requiredSegmentsPriority: 99 };

export interface Tab extends SitePage {
  /** A loader named "it", with the built-in storage in the database "shelf". */
  start(settings?: object, storage?: object): Promise<void>;
  load(segments: readonly RigSegment[]): Promise<void>;
  /** Loads them, and checks what was delivered since the loader was made. */
  expectLoads(segments: readonly RigSegment[], before?: readonly RigSegment[]): Promise<void>;
  /** `getSegment` gives the origin's bytes. */
  expectKept(segments: readonly RigSegment[]): Promise<void>;
  /** Those of them that `getSegment` gives; fails when one of them has other bytes than the origin's. */
  kept(segments: readonly RigSegment[]): Promise<string[]>;
  streams(): Promise<ShelfStream[]>;
  /** Resolves when so many segments of the swarm are in the database. */
  untilStored(swarm: string, segments: number): Promise<void>;
  /** Ids of those that are in the database, whatever the page has in memory. */
  onDisk(segments: readonly RigSegment[]): Promise<string[]>;
  untilOnDisk(segments: readonly RigSegment[]): Promise<void>;
  degradations(): Promise<readonly Degradation[]>;
  untilDegraded(): Promise<void>;
  /** One warning and no more, which says why and has a cause. */
  expectDegradedOnce(why: RegExp): Promise<void>;
  reload(): Promise<void>;
}

/** As much of a browser as tabs are opened in. */
export interface TabPlace {
  open(url: string, prepare?: (page: Page) => Promise<unknown>): Promise<WatchedPage>;
}

export interface ShelfSite extends Site {
  /** Each host is an origin with a storage and a quota of its own. */
  openTab(place: TabPlace, host: string, initScript?: string): Promise<Tab>;
  /** Of streams that are named as their swarm. */
  segments(swarm: string, names: readonly (string | number)[], size?: number): RigSegment[];
  /** From now on no segment of the swarm can be had from the origin. */
  killOrigin(swarm: string): void;
}

export const database = "shelf";

export async function openShelfSite(): Promise<ShelfSite> {
  const entry = fileURLToPath(new URL("page/shelf.page.ts", import.meta.url));
  const site = await openSite({
    "/shelf.js": await bundlePageScript(entry, "shelfPage"),
    "/shelf.html": [
      "<!doctype html>",
      '<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">',
      '<script src="/rig.js"></script><script src="/shelf.js"></script>',
      '<script src="/core/ours/p2p-media-loader-core.min.js"></script>',
      '<script src="/core/ours/swarmlane-storage.min.js"></script></head><body></body></html>',
    ].join("\n"),
  });
  return {
    ...site,
    openTab: async (place, host, initScript = "") => {
      const url = new URL("/shelf.html", site.origin.url);
      url.hostname = `${host}.localhost`;
      return createTab(await place.open(url.href, (page) => page.addInitScript(initScript)));
    },
    segments: (swarm, names, size) =>
      makeSegments(
        { origin: site.origin.crossUrl, swarm, ...(size === undefined ? {} : { size }) },
        ...names.map(String),
      ),
    killOrigin: (swarm) => site.origin.faults.set(`/bytes/${swarm}-`, "reset"),
  };
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

function createTab(watched: WatchedPage): Tab {
  const { page } = watched;
  const remote = createRemote((expression) => page.evaluate(expression));
  const ids = (segments: readonly RigSegment[]) => segments.map(({ id }) => id);
  const streams = () =>
    page.evaluate((name) => window.shelf.withCatalog(name, (c) => c.streams()), database);
  const degradations = () => page.evaluate(() => window.shelf.degradations());
  const load = (segments: readonly RigSegment[]) =>
    remote.call("load", "it", segments, segments[0]?.masterSwarmId ?? "");
  const onDisk: Tab["onDisk"] = (segments) =>
    page.evaluate(([name, ids]) => window.shelf.stored(name, ids), [
      database,
      ids(segments),
    ] as const);

  const kept: Tab["kept"] = async (segments) => {
    const found = await page.evaluate((ids) => window.shelf.kept("it", ids), ids(segments));
    const there = segments.filter(({ id }) => found[id] !== undefined);
    for (const { id, url } of there) expect([id, found[id]]).toEqual([id, await digestOf(url)]);
    return ids(there);
  };

  return {
    ...watched,
    ...remote,
    ...{ load, kept, onDisk, streams, degradations },
    start: async (settings = {}, storage = {}) => {
      await remote.call("create", "it", {
        ...alone,
        limits,
        segmentsStorage: { type: "indexeddb", name: database, ...storage },
        ...settings,
      });
      await page.evaluate(() => window.shelf.listen("it"));
    },
    expectLoads: async (segments, before = []) => {
      const all = [...before, ...segments];
      await load(segments);
      await expectDelivered(await remote.until("it", "loaded", hasLoaded(all.length)), all);
    },
    expectKept: async (segments) => {
      expect(await kept(segments)).toEqual(ids(segments));
    },
    untilStored: (swarm, segments) =>
      vi.waitFor(async () => {
        const row = (await streams()).find(({ masterSwarmId }) => masterSwarmId === swarm);
        expect(row?.segments).toBe(segments);
      }, patience),
    untilOnDisk: (segments) =>
      vi.waitFor(async () => {
        // A look at a database that was deleted would make an empty one.
        expect(await streams()).not.toEqual([]);
        expect(await onDisk(segments)).toEqual(ids(segments));
      }, patience),
    untilDegraded: () =>
      vi.waitFor(async () => expect(await degradations()).not.toEqual([]), patience),
    expectDegradedOnce: async (why) => {
      expect(await degradations()).toEqual([
        {
          message: expect.stringMatching(why) as string,
          cause: expect.stringMatching(/\w/) as string,
        },
      ]);
    },
    reload: async () => {
      await page.reload();
    },
  };
}
