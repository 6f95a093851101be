/** Tabs that hold a loader whose segments outlive them. Node. */
import { expect, vi } from "vitest";
import type { WatchedPage } from "@swarmlane/testkit/node";
import type { RigSegment } from "../lifecycle/page/rig.page.ts";
import type { PagePlace, PageSetup } from "../fixtures/test.ts";
import { digestOf, expectDelivered, hasLoaded, makeSegments } from "../lifecycle/segments.ts";
import { createRemote, test as base, type RigPage, type RigSite } from "../lifecycle/test.ts";
import type { Degradation, ShelfStream } from "./page/shelf.page.ts";

/** A disk that is out is tried again sooner; a busy machine's list of what is stored is waited for. */
const limits = { storageRetryMin: 100, storageRetryMax: 400, storageListWait: 15_000 };

/** ms. Long: two cores are shared with other journeys. */
const patience = { timeout: 15_000, interval: 50 };

/** Plays without peers, and at once whatever it is asked for. */
export const alone = { useP2P: false, requiredSegmentsPriority: 99 };

export interface Tab extends RigPage {
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

export interface ShelfSite extends Pick<RigSite, "origin" | "peerSettings"> {
  /** Each host is an origin with a storage and a quota of its own. */
  openTab(
    place: PagePlace,
    host: string,
    setup?: Pick<PageSetup, "prepare" | "mayFail">,
  ): Promise<Tab>;
  /** Of streams that are named as their swarm. */
  segments(swarm: string, names: readonly (string | number)[], size?: number): RigSegment[];
  /** From now on no segment of the swarm can be had from the origin. */
  killOrigin(swarm: string): void;
}

export const database = "shelf";

export const test = base.extend("shelf", ({ open, site }): ShelfSite => {
  const { origin, peerSettings } = site;
  return {
    ...{ origin, peerSettings },
    openTab: async (place, host, setup) =>
      createTab(await open("shelf", { ...setup, place, host })),
    segments: (swarm, names, size) =>
      makeSegments(
        { origin: origin.crossUrl, swarm, ...(size === undefined ? {} : { size }) },
        ...names.map(String),
      ),
    killOrigin: (swarm) => origin.faults.set(`/bytes/${swarm}-`, "reset"),
  };
});

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

function createTab(watched: WatchedPage): Tab {
  const { page } = watched;
  const remote = createRemote(watched, (expression) => page.evaluate(expression));
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
