import type { ConnectionId } from "@swarmlane/contract";
import { fakeQueue } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { createFeedScene } from "./feed-scene.fake.ts";
import { joinSeeder, seededBytes, seederId } from "./seeder.fake.ts";

/** No segment comes over HTTP: three are wanted, and a peer that is an engine of its own has them. */
async function download() {
  const scene = createFeedScene({
    settings: { simultaneousHttpDownloads: 0, requiredSegmentsPriority: -1 },
  });
  const watcher = scene.watch();
  await scene.load([]);
  const queue = fakeQueue(3);
  const seeder = await joinSeeder(scene, queue);
  await scene.load(queue);
  return { ...scene, ...watcher, seeder, clock: scene.ports.clock };
}

test("a peer's downloads, upload, speeds, bytes and map are told while they change", async () => {
  const { clock, of } = await download();
  await clock.advance(5000);
  const told = of("peer").filter(({ peer }) => peer === seederId);
  expect(told.map((peer) => peer.download)).toContain("receiving");
  expect(told.at(-1)).toMatchObject({
    ...{ state: "active", address: "192.0.2.7", download: "none", upload: "none" },
    ...{ downloaded: 3 * seededBytes, uploaded: 0, strikes: 0, isBanned: false, isFree: true },
  });
  expect(told.at(-1)?.downSpeed).toBeGreaterThan(0);
  expect(of("announce").flatMap(({ loaded }) => loaded)).toEqual(["0", "1", "2"]);
});

test("several downloads from one peer are counted by state", async () => {
  const { clock, of } = await download();
  await clock.advance(5000);
  const words = of("peer").map((peer) => peer.download);
  expect(words).toContainEqual(expect.stringMatching(/^(\d )?receiving, (\d )?requested$|^\d /));
});

test("a transfer from a peer has its peer, first byte, wait, size and speed", async () => {
  const { clock, of } = await download();
  await clock.advance(5000);
  const [done] = of("transfer").filter(({ phase }) => phase === "done");
  expect(done).toMatchObject({
    ...{ source: "p2p", peer: seederId, bytes: seededBytes, size: seededBytes },
  });
  expect(done?.wait).toBeGreaterThan(5);
  expect(done?.speed).toBeGreaterThan(0);
  const [, second] = of("segment").filter(({ segment }) => segment === done?.segment);
  expect(second).toMatchObject({ state: "p2p", peer: seederId });
});

test("a peer that leaves in mid-transfer: the session ends, the peer is gone, the transfer fails with its reason", async () => {
  const { clock, engine, of } = await download();
  await clock.advance(60);
  engine.connectionClosed(1 as ConnectionId);
  await clock.advance(500);
  expect(of("peer").at(-1)).toMatchObject({ peer: seederId, state: "gone" });
  const failed = of("transfer").find(({ phase }) => phase === "failed");
  expect(failed).toMatchObject({ peer: seederId, error: { code: "P2P_CLOSED" } });
  const back = of("segment").filter(({ segment, state }) => {
    return segment === failed?.segment && state === "queued";
  });
  expect(back).toHaveLength(2);
});

test("a peer whose copy is rejected: the strike is counted and told with its reason", async () => {
  const scene = createFeedScene({
    settings: { simultaneousHttpDownloads: 0, requiredSegmentsPriority: -1 },
    callbacks: { validate: () => Promise.reject(new Error("not what was promised")) },
  });
  const { of } = scene.watch();
  await scene.load([]);
  await joinSeeder(scene, fakeQueue(1));
  await scene.load(fakeQueue(1));
  await scene.ports.clock.advance(3000);
  const struck = of("peer").find(({ strikes }) => strikes > 0);
  expect(struck).toMatchObject({ peer: seederId, strikes: 1 });
  expect(struck?.error?.message).toContain("not what was promised");
});
