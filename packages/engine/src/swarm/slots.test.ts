/** Which connection keeps a slot when all are taken, and the events that the page receives. */
import { type PeerId } from "@swarmlane/contract";
import { expect, test } from "vitest";
import { content, createSwarmFixture, named, peerId, wireId } from "./swarm.fake.ts";

const crowdId = (n: number) => String(100 + n).padEnd(40, "0") as PeerId;

/** As many as there are slots, of one address. `speak`: what each says, if anything. */
async function fill(
  s: ReturnType<typeof createSwarmFixture>,
  speak?: (remote: Awaited<ReturnType<typeof s.open>>["remote"]) => void,
) {
  const crowd = [];
  for (let n = 0; n < s.ports.limits.connectedPeers; n++) {
    const opened = await s.open(false);
    s.admit(opened.connectionId, crowdId(n), "203.0.113.9");
    speak?.(opened.remote);
    crowd.push(opened);
  }
  await s.advance();
  return crowd;
}

const roomsOf = (s: ReturnType<typeof createSwarmFixture>) =>
  s.ports.eventsOf("connection/room").map(({ hasRoom }) => hasRoom);

test("peers that never say anything make way for one that has something", async () => {
  const s = createSwarmFixture();
  const crowd = await fill(s);
  await s.advance(s.ports.limits.silentPeer);
  const honest = await s.open();
  honest.remote.announce("1");
  s.admit(honest.connectionId, peerId("a"), "10.0.0.1");
  await s.advance();
  expect(s.holders("1")).toEqual([peerId("a")]);
  expect(s.drops()).toEqual(["P2P_YIELDED"]);
  expect(crowd.filter(({ remote }) => remote.isClosed())).toHaveLength(1);
  expect(s.view.peers.size).toBe(s.ports.limits.connectedPeers);
});

test("a healthy swarm keeps its connections, however many newcomers there are", async () => {
  const s = createSwarmFixture({ wanted: () => [named("1")] });
  const crowd = await fill(s, (remote) => remote.announce("1"));
  for (let n = 0; n < 50; n++) {
    const newcomer = await s.open();
    newcomer.remote.announce("1");
    s.admit(newcomer.connectionId, String(500 + n).padEnd(40, "0") as PeerId);
    await s.advance(10_000);
  }
  expect(crowd.every(({ remote }) => !remote.isClosed())).toBe(true);
  expect(new Set(s.drops())).toEqual(new Set(["PEER_BUDGET_EXCEEDED"]));
});

test("the page is told when another connection would be of no use, and when it would be again", async () => {
  const s = createSwarmFixture({ wanted: () => [named("1")] });
  const crowd = await fill(s, (remote) => remote.announce("1"));
  expect(roomsOf(s)).toEqual([false]);
  await s.advance(10_000);
  expect(roomsOf(s)).toEqual([false]);
  crowd[0]?.remote.close();
  await s.advance();
  expect(roomsOf(s)).toEqual([false, true]);
});

test("while silent peers hold all slots there is room, once they have had their chance to speak", async () => {
  const s = createSwarmFixture();
  await fill(s);
  expect(roomsOf(s)).toEqual([false]);
  await s.advance(s.ports.limits.silentPeer + 1000);
  expect(roomsOf(s)).toEqual([false, true]);
});

test("who has brought a valid segment keeps its slot longest", async () => {
  const s = createSwarmFixture();
  const crowd = await fill(s, (remote) => remote.announce());
  const giver = crowd[5];
  const download = s.request(crowdId(5), "1");
  await s.advance();
  giver?.remote.header("1", 10);
  giver?.remote.raw(content(10));
  await s.advance();
  expect(download.outcome()).toBe("download.done");
  if (giver !== undefined) s.swarm.send({ type: "source.credited", source: giver.connectionId });
  await s.advance(s.ports.limits.valueWindow - 1000);
  for (let n = 0; n < 30; n++) {
    const newcomer = await s.open();
    newcomer.remote.announce("2");
    s.admit(newcomer.connectionId, String(500 + n).padEnd(40, "0") as PeerId);
  }
  await s.advance();
  expect(giver?.remote.isClosed()).toBe(false);
  expect(crowd.filter(({ remote }) => remote.isClosed())).toHaveLength(crowd.length - 1);
});

test("peers that announce everything and bring nothing make way for one that has something", async () => {
  const wanted = Array.from({ length: 50 }, (_, n) => String(n));
  const s = createSwarmFixture({ wanted: () => wanted.map((name) => named(name)) });
  const crowd = await fill(s, (remote) => remote.announce(...wanted));
  await s.advance(s.ports.limits.silentPeer);
  for (const [n, { remote }] of crowd.entries()) {
    const download = s.request(crowdId(n), "1");
    await s.advance();
    remote.say({ type: "absent", id: wireId("1") });
    await s.advance();
    expect(download.outcome()).toBe("P2P_ABSENT");
  }
  const honest = await s.open();
  honest.remote.announce("1");
  s.admit(honest.connectionId, peerId("a"), "10.0.0.1");
  await s.advance();
  expect(s.holders("1")).toEqual([peerId("a")]);
  expect(s.drops()).toEqual(["P2P_YIELDED"]);
});
