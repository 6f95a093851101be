/** "Records damaged on disk (truncated payload, wrong checksum, foreign schema)", and a tab or a browser that is killed while it writes. */
import { describe, expect } from "vitest";
import { expectDelivered, hasLoaded } from "../lifecycle/segments.ts";

import { openProfile } from "../fixtures/profile.ts";
import { database, range, test } from "./test.ts";

describe.concurrent("nothing wrong is ever served", () => {
  test("of records that were damaged on disk: they are dropped, loaded again and stored again", async ({
    shelf,
    profile,
  }) => {
    const swarm = "damaged";
    const segments = shelf.segments(swarm, range(1, 7));
    const tab = await shelf.openTab(profile, swarm);
    await tab.start();
    await tab.expectLoads(segments);
    await tab.untilStored(swarm, 7);
    await tab.reload();
    await tab.page.evaluate(
      async ([name, swarm]) => {
        const { damage } = window.shelf;
        const key = (sequence: number) => [swarm, `${swarm}+${sequence}`];
        await damage(name, "payloads", key(1), (data: ArrayBuffer) => data.slice(0, 100));
        await damage(name, "payloads", key(2), (data: ArrayBuffer) => {
          const bytes = new Uint8Array(data);
          bytes[20_000] = (bytes[20_000] ?? 0) ^ 1;
          return data;
        });
        await damage(name, "records", key(3), ({ masterSwarmId, id, accessedAt }) => ({
          ...{ masterSwarmId, id, accessedAt, theirs: true },
        }));
        await damage(name, "payloads", key(4), () => undefined);
        await damage(name, "payloads", key(5), () => "no bytes at all");
        await damage(name, "records", key(6), (record: object) => ({ ...record, checksum: 1 }));
      },
      [database, swarm] as const,
    );
    await tab.start();
    await tab.load(segments.slice(6));
    expect(await tab.kept(segments)).toEqual([segments[6]?.id]);
    await tab.untilDegraded();
    await tab.expectDegradedOnce(/a stored record .+and was deleted/);

    await tab.load(segments);
    const report = await tab.until("it", "six are loaded again", hasLoaded(6));
    await expectDelivered(report, segments.slice(0, 6));
    await tab.untilStored(swarm, 7);
    await tab.expectDegradedOnce(/and was deleted/);
    shelf.killOrigin(swarm);
    await tab.reload();
    await tab.start();
    await tab.load(segments.slice(6));
    await tab.expectKept(segments);
    expect(await tab.degradations()).toEqual([]);
  });

  test("to a peer, of records that were damaged on disk", async ({ shelf, profile, browser }) => {
    const swarm = "rotten-for-peers";
    const segments = shelf.segments(swarm, range(1, 3));
    const settings = { ...shelf.peerSettings, useP2P: true };
    const seeder = await shelf.openTab(profile, swarm);
    await seeder.start(settings);
    await seeder.expectLoads(segments);
    await seeder.untilStored(swarm, 3);
    await seeder.reload();
    await seeder.page.evaluate(
      ([name, swarm]) =>
        window.shelf.damage(
          name,
          "payloads",
          [swarm, `${swarm}+2`],
          (data: ArrayBuffer) => Uint8Array.from(new Uint8Array(data), (byte) => byte ^ 1).buffer,
        ),
      [database, swarm] as const,
    );
    await seeder.start(settings);
    await seeder.load(shelf.segments(swarm, ["next"]));
    const taker = await shelf.openTab(browser, swarm);
    await taker.start({
      ...{ ...settings, segmentsStorage: undefined },
      ...{ requiredSegmentsPriority: 1, httpDownloadProbability: 0 },
    });
    const far = segments.map((segment) => ({ ...segment, priority: 9 }));
    await taker.load(far);
    await taker.until("it", "the taker has the two that are whole", hasLoaded(2));
    await seeder.untilDegraded();
    await taker.load(segments);
    const report = await taker.until("it", "and one from the origin", hasLoaded(3));
    await expectDelivered(report, segments);
    const fromPeer = report.segments.filter(({ peerId }) => peerId !== undefined);
    expect(fromPeer.map(({ url }) => url).sort()).toEqual(
      [segments[0]?.url, segments[2]?.url].sort(),
    );
    await seeder.expectDegradedOnce(/wrong checksum/);
  });

  test.for(["the tab", "the browser"])(
    "after %s was killed while it wrote",
    async (what, { shelf, keep }) => {
      const own = await keep(openProfile());
      const swarm = `killed-${what.replaceAll(" ", "-")}`;
      const segments = shelf.segments(swarm, range(1, 40), 500_000);
      const tab = await shelf.openTab(own, swarm, { mayFail: true });
      await tab.start({ simultaneousHttpDownloads: 6 });
      await tab.load(segments.slice(0, 3));
      await tab.untilStored(swarm, 3);
      // All of the next transaction is written, and nothing of it committed.
      const worker = tab.page.workers()[0];
      await worker?.evaluate(holdNextCommit);
      await tab.load(segments);
      expect(await worker?.evaluate(() => heldCommit)).toBeGreaterThan(0);
      if (what === "the browser") {
        await own.kill();
        await own.restart();
      } else {
        const crashed = tab.page.waitForEvent("crash");
        const session = await tab.page.context().newCDPSession(tab.page);
        // it does not live to answer
        void session.send("Page.crash").catch(() => undefined);
        await crashed;
      }
      shelf.killOrigin(swarm);
      const next = await shelf.openTab(own, swarm);
      await next.start();
      await next.load(segments.slice(0, 1));
      const kept = await next.kept(segments);
      const listed = (await next.streams()).find(({ masterSwarmId }) => masterSwarmId === swarm);
      // All that was complete, though this was the browser's first minute; and nothing that is half there.
      expect(kept).toEqual(segments.slice(0, 3).map(({ id }) => id));
      expect(listed).toMatchObject({ segments: kept.length, bytes: kept.length * 500_000 });
      expect(await next.degradations()).toEqual([]);
    },
  );
});

/** In the worker: resolves to how many segments the transaction has that is held up. */
declare let heldCommit: Promise<number>;

/** In the worker: the next transaction that stores something is never committed. */
function holdNextCommit(): void {
  const payloads = new Map<IDBTransaction, number>();
  const { put } = Object.getOwnPropertyDescriptors(IDBObjectStore.prototype);
  Object.defineProperty(IDBObjectStore.prototype, "put", {
    ...put,
    value(this: IDBObjectStore, ...args: [unknown, IDBValidKey?]) {
      const count = payloads.get(this.transaction) ?? 0;
      if (this.name === "payloads") payloads.set(this.transaction, count + 1);
      return put.value?.apply(this, args);
    },
  });
  const held = new Promise<number>((resolve) => {
    IDBTransaction.prototype.commit = function () {
      const count = payloads.get(this);
      // It is committed by itself when nothing more is asked of it.
      if (count === undefined) return;
      const streams = this.objectStore("streams");
      const spin = (): void => {
        streams.count().onsuccess = spin;
        resolve(count);
      };
      spin();
    };
  });
  Object.assign(globalThis, { heldCommit: held });
}
