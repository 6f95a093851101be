import type { ConnectionId, PeerId, SegmentInfo } from "@swarmlane/contract";
import { createChannelPair, fakeBody, fakeQueue, fakeSegment } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { createFeedScene } from "./feed-scene.fake.ts";
import { joinSeeder, seededBytes, seederId } from "./seeder.fake.ts";

const later = (segment: SegmentInfo): SegmentInfo => ({
  ...segment,
  priority: segment.priority + 1,
});

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

test("a peer's downloads, upload, speeds, bytes and map are reported while they change", async () => {
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

test("a required segment that a peer may bring waits until the origin has to be asked, and says until when", async () => {
  const scene = createFeedScene({
    settings: {
      ...{ prioritiesInSeconds: true, requiredSegmentsPriority: 30, simultaneousP2PDownloads: 0 },
    },
  });
  const { of } = scene.watch();
  await scene.load([]);
  await joinSeeder(scene, fakeQueue(1));
  await scene.load([fakeSegment(0, { priority: 20 })]);
  const askedAt = scene.ports.clock.now();
  await scene.ports.clock.advance(500);
  const [wait] = of("decision").filter(({ decision }) => decision === "wait");
  const [source] = wait?.considered ?? [];
  expect(source).toMatchObject({ source: "http", isChosen: false });
  expect(wait?.until).toBeGreaterThan(askedAt + 15_000);
  expect(wait?.until).toBeLessThan(askedAt + 20_000);
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

test("a request to a peer says which segment is asked for, and nothing of the engine's own objects", async () => {
  const { clock, of } = await download();
  await clock.advance(500);
  const requests = of("event").filter(({ name }) => name === "download.request");
  const segment = { stream: "m+V0", sequence: "0" };
  const token = expect.any(Number) as number;
  expect(requests.map(({ data }) => data)).toContainEqual({ token, peerId: seederId, segment });
  expect(requests.map(({ data }) => data)).toContainEqual({ token, segment, isRelayed: false });
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

test("a strike for a rejected copy is counted and reported with its reason", async () => {
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

test("a peer that stalls gets a strike, and stands among the holders as one that is not asked for a while", async () => {
  const scene = createFeedScene({
    settings: { simultaneousHttpDownloads: 1, requiredSegmentsPriority: 0 },
  });
  const { of } = scene.watch();
  const { clock, http } = scene.ports;
  await scene.load([]);
  const seeder = await joinSeeder(scene, fakeQueue(3));
  await scene.load([fakeSegment(9, { priority: 0 }), ...fakeQueue(3).map(later)]);
  await clock.advance(200);
  seeder.stall();
  // The origin is still heard, so the silence is the peer's own.
  for (let second = 0; second < 7; second++) {
    http.find("m+V0+9").progress(1000);
    await clock.advance(1000);
  }
  const struck = of("peer")
    .filter(({ strikes }) => strikes > 0)
    .at(-1);
  expect(struck).toMatchObject({
    state: "active",
    isBanned: false,
    error: { code: "P2P_STALLED" },
  });
  const failed = of("transfer").find(({ error }) => error?.code === "P2P_STALLED");
  expect(failed).toMatchObject({ phase: "failed", peer: seederId });
  const waits = of("decision").filter(
    ({ segment, decision }) => segment === failed?.segment && decision === "wait",
  );
  expect(waits.at(-1)?.view.holders[0]).toMatchObject({ peer: seederId });
  expect(waits.at(-1)?.view.holders[0]?.refusedUntil).toBeGreaterThan(waits.at(-1)?.t ?? 0);
});

test("a peer that sent wrong bytes is reported as banned, even after it has left", async () => {
  const scene = createFeedScene({
    settings: { simultaneousHttpDownloads: 1, requiredSegmentsPriority: -1 },
    callbacks: {
      validate: (_, method) =>
        method === "p2p" ? Promise.reject(new Error("wrong")) : Promise.resolve(),
    },
  });
  const { of } = scene.watch();
  await scene.load([]);
  await joinSeeder(scene, fakeQueue(1));
  await scene.load(fakeQueue(1));
  await scene.ports.clock.advance(3000);
  expect(of("peer").at(-1)).toMatchObject({ state: "gone", strikes: 1, isBanned: false });
  scene.ports.http.find("m+V0+0").respond(fakeBody(7, 300_000));
  await scene.ports.clock.advance(500);
  expect(of("peer").at(-1)).toMatchObject({
    ...{ peer: seederId, state: "gone", isBanned: true, error: { code: "P2P_POLLUTED" } },
    downloaded: seededBytes,
  });
  expect(of("warning").map(({ error }) => error)).toContainEqual({
    code: "P2P_BANNED",
    message: "The certificate seeder is banned for the session.",
  });
});

test("connections are counted by admission: one that nobody has announced yet, and one that stands by", async () => {
  const { clock, engine, of } = await download();
  await clock.advance(5000);
  const open = (id: number) => {
    engine.connectionOpened(id as ConnectionId, false, createChannelPair({ clock }).a);
    return id as ConnectionId;
  };
  open(2);
  await clock.advance(500);
  const counts = () => of("traffic").at(-1)?.connections;
  expect(counts()).toEqual({ inUse: 1, standby: 0, pending: 1, hasRoom: true });
  engine.connectionAdmit(open(3), seederId, "192.0.2.8", "another");
  await clock.advance(500);
  expect(counts()).toEqual({ inUse: 1, standby: 1, pending: 1, hasRoom: true });
  expect(of("peer").at(-1)).toMatchObject({ state: "active", connection: 1, standbys: 1 });
  const swarm = of("actor").find(({ machine }) => machine === "swarm")?.actor;
  expect(
    of("snapshot")
      .filter(({ actor }) => actor === swarm)
      .at(-1)?.facts,
  ).toMatchObject({
    ...{ peers: 1, connections: 3, pending: 1, standby: 1 },
  });
  engine.connectionClosed(3 as ConnectionId);
  await clock.advance(500);
  expect(of("peer").at(-1)).toMatchObject({ state: "active", strikes: 0 });
  expect(of("peer").at(-1)?.standbys).toBeUndefined();
  expect(of("peer").at(-1)?.error).toBeUndefined();
});

test("when a connection that stood by is put to use, what was announced over the other one is gone", async () => {
  const { clock, engine, of, recording } = await download();
  await clock.advance(5000);
  engine.connectionOpened(2 as ConnectionId, false, createChannelPair({ clock }).a);
  engine.connectionAdmit(2 as ConnectionId, seederId, "192.0.2.7", "seeder");
  await clock.advance(500);
  engine.connectionClosed(1 as ConnectionId);
  await clock.advance(500);
  expect(of("peer").at(-1)).toMatchObject({ state: "active", connection: 2, download: "silent" });
  expect(recording.latest().peers.get(seederId)?.announced.size).toBe(0);
});

test("the feed reports when there is no room for more peers, and when there is again", async () => {
  const scene = createFeedScene({ limits: { connectedPeers: 1 } });
  const { of } = scene.watch();
  const { clock } = scene.ports;
  await scene.load([]);
  const peerId = "cc".repeat(20) as PeerId;
  scene.engine.connectionOpened(1 as ConnectionId, true, createChannelPair({ clock }).a);
  scene.engine.connectionAdmit(1 as ConnectionId, peerId, "192.0.2.7", "one");
  await clock.advance(500);
  expect(of("traffic").at(-1)?.connections).toMatchObject({ inUse: 1, hasRoom: false });
  scene.engine.connectionClosed(1 as ConnectionId);
  await clock.advance(500);
  expect(of("traffic").at(-1)?.connections).toMatchObject({ inUse: 0, hasRoom: true });
});
