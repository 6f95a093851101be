/** Ids are only claimed: a wrong claim harms the peer that makes it, and no other peer. */
import type { ConnectionId, ErrorCode, PeerId } from "@swarmlane/contract";
import { describe, expect, test } from "vitest";
import { content, createSwarmFixture, peerId, type Remote } from "./swarm.fake.ts";

type Fixture = ReturnType<typeof createSwarmFixture>;

/** A connection from that address, with a certificate of its own. */
async function connect(s: Fixture, claim: PeerId, address: string, isOurOffer = true) {
  const { connectionId, remote } = await s.open(isOurOffer);
  s.admit(connectionId, claim, address, `certificate ${connectionId}`);
  return { connectionId, remote };
}

/** Answers like 0.6.2 and Swarmlane peers: they do not have the requested segments. */
function answerProbes(s: Fixture, remote: Remote): void {
  const answered = new Set<number>();
  const look = () => {
    remote.commands().forEach((command, index) => {
      if (command.type !== "request" || answered.has(index) || command.id !== "probe") return;
      answered.add(index);
      remote.say({ type: "absent", id: command.id, number: command.number });
    });
    if (!remote.isClosed()) s.ports.clock.setTimeout(look, 100);
  };
  look();
}

const blame = (s: Fixture, { connectionId }: { connectionId: ConnectionId }, code: ErrorCode) =>
  s.swarm.send({
    type: "source.blamed",
    source: connectionId,
    segment: { stream: "swarm", sequence: "1" },
    error: { code, message: "" },
  });

/** An honest peer that sends nothing for a minute, and another that claims its id. */
async function claimIdle(s: Fixture, id = peerId("a"), own = false) {
  const honest = await connect(s, id, "10.0.0.1");
  if (own) honest.remote.hello();
  honest.remote.announce("1");
  answerProbes(s, honest.remote);
  await s.advance(60_000);
  const squatter = await connect(s, id, "203.0.113.9");
  squatter.remote.announce("2");
  return { honest, squatter };
}

describe("somebody who claims the id of a peer that is merely quiet", () => {
  test.each([
    ["a 0.6 peer", false],
    ["a peer of our own", true],
  ])("does not replace %s: it is asked, and it answers", async (_what, own) => {
    const s = createSwarmFixture();
    const { honest, squatter } = await claimIdle(s, peerId("a"), own);
    await s.advance(s.ports.limits.glareGrace + 10);
    expect(honest.remote.isClosed()).toBe(false);
    expect(squatter.remote.isClosed()).toBe(true);
    expect(s.drops()).toEqual(["P2P_DUPLICATE"]);
    expect([s.holders("1"), s.holders("2")]).toEqual([[peerId("a")], []]);
    expect(s.eventTypes().filter((type) => type.startsWith("peer/"))).toEqual(["peer/connected"]);
  });

  test("takes over when the holder does not answer", async () => {
    const s = createSwarmFixture();
    const dead = await connect(s, peerId("a"), "10.0.0.1");
    dead.remote.announce("1");
    await s.advance(60_000);
    const newcomer = await connect(s, peerId("a"), "10.0.0.1");
    newcomer.remote.announce("2");
    await s.advance(s.ports.limits.glareGrace + 10);
    expect(dead.remote.isClosed()).toBe(true);
    expect(newcomer.remote.isClosed()).toBe(false);
    expect([s.holders("1"), s.holders("2")]).toEqual([[], [peerId("a")]]);
    expect(s.eventTypes().filter((type) => type.startsWith("peer/"))).toEqual(["peer/connected"]);
  });

  test("takes over from a dead holder also when it said all that it has to say before its admission", async () => {
    const s = createSwarmFixture();
    const dead = await connect(s, peerId("a"), "10.0.0.1");
    dead.remote.announce("1");
    await s.advance(60_000);
    const { connectionId, remote } = await s.open();
    remote.announce("2");
    await s.advance(20);
    s.admit(connectionId, peerId("a"), "10.0.0.1", "another certificate");
    await s.advance(s.ports.limits.glareGrace + 10);
    expect([dead.remote.isClosed(), remote.isClosed()]).toEqual([true, false]);
    expect(s.holders("2")).toEqual([peerId("a")]);
  });

  test("does not take over from a dead holder without saying anything itself", async () => {
    const s = createSwarmFixture();
    const dead = await connect(s, peerId("a"), "10.0.0.1");
    dead.remote.announce("1");
    await s.advance(60_000);
    const mute = await connect(s, peerId("a"), "203.0.113.9");
    await s.advance(s.ports.limits.glareGrace + 10);
    expect([dead.remote.isClosed(), mute.remote.isClosed()]).toEqual([false, true]);
  });
});

test("connections that stand by are dropped also when the one that they wait behind goes first", async () => {
  const s = createSwarmFixture();
  const holder = await connect(s, peerId("a"), "203.0.113.9");
  holder.remote.announce();
  const others = [];
  for (let n = 0; n < 10; n++) others.push(await connect(s, peerId("a"), "203.0.113.9"));
  await s.advance(100);
  holder.remote.close();
  await s.advance(s.ports.limits.glareGrace + 10);
  expect(others.filter(({ remote }) => !remote.isClosed())).toHaveLength(1);
  expect(s.ports.eventsOf("peer/closed")).toEqual([]);
});

describe("crossed offers", () => {
  test.each([
    ["our offer was answered by the honest peer; the other one offers", "1", true],
    ["the honest peer offered; the other one answers our offer", "9", false],
  ])("do not end a running transfer: %s", async (_what, digit, honestIsOurs) => {
    const s = createSwarmFixture(); // our id is all 5
    const id = peerId(digit);
    const honest = await connect(s, id, "10.0.0.1", honestIsOurs);
    honest.remote.announce("1");
    await s.advance(100);
    const download = s.request(id, "1");
    await s.advance();
    honest.remote.header("1", 5000);
    honest.remote.raw(content(3000));
    await s.advance();
    const squatter = await connect(s, id, "10.0.0.1", !honestIsOurs);
    squatter.remote.announce("2");
    await s.advance(1000);
    honest.remote.raw(content(2000));
    await s.advance();
    expect(download.outcome()).toBe("download.done");
    await s.advance(s.ports.limits.glareGrace);
    expect([honest.remote.isClosed(), squatter.remote.isClosed()]).toEqual([false, true]);
  });

  test("from two addresses are no crossed offers: the holder stays", async () => {
    const s = createSwarmFixture();
    const honest = await connect(s, peerId("1"), "10.0.0.1", true);
    honest.remote.announce("1");
    answerProbes(s, honest.remote);
    await s.advance(100);
    const squatter = await connect(s, peerId("1"), "203.0.113.9", false);
    squatter.remote.announce("2");
    await s.advance(s.ports.limits.glareGrace + 10);
    expect(s.holders("1")).toEqual([peerId("1")]);
    expect(squatter.remote.isClosed()).toBe(true);
  });
});

describe("a holder that was displaced for a moment", () => {
  test.each([
    ["a 0.6 peer", false],
    ["a peer of our own", true],
  ])("comes back with what it had announced: %s", async (_what, own) => {
    const s = createSwarmFixture(); // our id is all 5
    const honest = await connect(s, peerId("9"), "10.0.0.1", false);
    if (own) honest.remote.hello();
    honest.remote.announce("1", "2");
    await s.advance(100);
    // The address is unknown, so these may be crossed offers; but the connection sends nothing.
    const squatter = await connect(s, peerId("9"), "", true);
    await s.advance(s.ports.limits.glareGrace + 10);
    expect([honest.remote.isClosed(), squatter.remote.isClosed()]).toEqual([false, true]);
    expect([s.holders("1"), s.holders("2")]).toEqual([[peerId("9")], [peerId("9")]]);
  });

  test("does not bring back what the one that displaced it announced", async () => {
    const s = createSwarmFixture();
    const honest = await connect(s, peerId("9"), "10.0.0.1", false);
    honest.remote.announce("1");
    await s.advance(100);
    const squatter = await connect(s, peerId("9"), "", true);
    squatter.remote.announce("3");
    await s.advance(100);
    honest.remote.announce("1", "2");
    await s.advance(100);
    expect([s.holders("1"), s.holders("3")]).toEqual([[], [peerId("9")]]);
    squatter.remote.close();
    await s.advance();
    expect([s.holders("2"), s.holders("3")]).toEqual([[peerId("9")], []]);
  });
});

test("a peer that goes on over the connection which lost is not blamed for what it says there", async () => {
  const s = createSwarmFixture({ limits: { strikes: 1 } });
  const holder = await connect(s, peerId("a"), "10.0.0.1");
  holder.remote.announce("1");
  await s.advance(60_000);
  const { connectionId, remote } = await s.open();
  s.admit(connectionId, peerId("a"), "10.0.0.1", "another certificate");
  // 0.6.2 announces its map with each segment that it loads.
  for (let n = 0; n < 50 && !remote.isClosed(); n++) {
    remote.announce("1", String(n));
    await s.advance(50);
  }
  await s.advance(s.ports.limits.glareGrace);
  expect(s.drops()).toEqual(["P2P_DUPLICATE"]);
  expect([holder.remote.isClosed(), remote.isClosed()]).toEqual([true, false]);
  expect(s.holders("49")).toEqual([peerId("a")]);
});

describe("blame for what is done under somebody else's id", () => {
  test("three offences do not keep the owner of the id out", async () => {
    const s = createSwarmFixture();
    for (let n = 0; n < 3; n++) {
      const squatter = await connect(s, peerId("a"), "203.0.113.9");
      squatter.remote.text(`{"c":3,"i":5}`);
      await s.advance();
    }
    const honest = await connect(s, peerId("a"), "10.0.0.1");
    await s.advance();
    expect(honest.remote.isClosed()).toBe(false);
    expect([...s.view.peers.keys()]).toEqual([peerId("a")]);
  });

  test("falls on the address that it came from, not on the one of the id's owner", async () => {
    const s = createSwarmFixture();
    for (const digit of ["a", "b"]) {
      const { squatter } = await claimIdle(s, peerId(digit));
      blame(s, squatter, "P2P_POLLUTED");
      await s.advance(s.ports.limits.glareGrace + 10);
    }
    const neighbour = await connect(s, peerId("c"), "10.0.0.1");
    const accomplice = await connect(s, peerId("d"), "203.0.113.9");
    await s.advance();
    expect(neighbour.remote.isClosed()).toBe(false);
    expect(accomplice.remote.isClosed()).toBe(true);
    expect(s.drops().at(-1)).toBe("P2P_BANNED");
    expect([...s.view.peers.keys()].sort()).toEqual(["a", "b", "c"].map(peerId));
  });

  test("does not fall on a connection that stood by, which takes over", async () => {
    const s = createSwarmFixture();
    const squatter = await connect(s, peerId("a"), "203.0.113.9");
    squatter.remote.announce("2");
    await s.advance(10_000);
    const honest = await connect(s, peerId("a"), "10.0.0.1");
    honest.remote.announce("1");
    await s.advance();
    squatter.remote.text(`{"c":3,"i":5}`);
    await s.advance();
    expect(squatter.remote.isClosed()).toBe(true);
    expect([s.holders("1"), s.holders("2")]).toEqual([[peerId("a")], []]);
    expect(s.ports.eventsOf("peer/closed")).toEqual([]);
  });
});

describe("a peer that is to blame", () => {
  test("is closed at once for a copy that was rejected, and is not asked for that segment", async () => {
    const s = createSwarmFixture();
    const peer = await connect(s, peerId("a"), "10.0.0.1");
    peer.remote.announce("1", "2");
    await s.advance();
    blame(s, peer, "P2P_VALIDATION_FAILED");
    await s.advance();
    expect(s.drops()).toEqual(["P2P_VALIDATION_FAILED"]);
    const again = await connect(s, peerId("a"), "10.0.0.1");
    again.remote.announce("1", "2");
    await s.advance();
    expect([s.holders("1"), s.holders("2")]).toEqual([[], [peerId("a")]]);
  });

  test("for a false size loses neither its connection nor, the first time, anything else", async () => {
    const s = createSwarmFixture();
    const peer = await connect(s, peerId("a"), "10.0.0.1");
    blame(s, peer, "P2P_FALSE_SIZE");
    blame(s, peer, "P2P_FALSE_SIZE");
    await s.advance();
    expect(peer.remote.isClosed()).toBe(false);
    blame(s, peer, "P2P_FALSE_SIZE");
    await s.advance();
    expect(s.drops()).toEqual(["P2P_BANNED"]);
  });

  test("takes its other connections with it when they have the same certificate", async () => {
    const s = createSwarmFixture();
    const first = await s.open();
    const second = await s.open();
    s.admit(first.connectionId, peerId("a"), "10.0.0.1", "one certificate");
    s.admit(second.connectionId, peerId("b"), "10.0.0.1", "one certificate");
    blame(s, first, "P2P_POLLUTED");
    await s.advance();
    expect([first.remote.isClosed(), second.remote.isClosed()]).toEqual([true, true]);
    expect(s.ports.eventsOf("peer/closed")).toHaveLength(2);
  });

  test("is told to the page for the next host, and is refused by a swarm that starts with the record", async () => {
    const s = createSwarmFixture();
    const peer = await connect(s, peerId("a"), "10.0.0.1");
    blame(s, peer, "P2P_POLLUTED");
    await s.advance();
    const bans = s.ports.eventsOf("peer/banned").map(({ record }) => record);
    expect(bans).toHaveLength(1);
    const next = createSwarmFixture({ bans });
    const { connectionId } = await next.open();
    next.admit(connectionId, peerId("b"), "10.0.0.1", `certificate ${peer.connectionId}`);
    await next.advance();
    expect(next.drops()).toEqual(["P2P_BANNED"]);
  });
});
