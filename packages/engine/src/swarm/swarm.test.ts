/** Which peers are admitted, which of their connections is used, which are refused, and what is announced to peers. */
import { describe, expect, test } from "vitest";
import type { AnyActorRef } from "xstate";
import { createProgress } from "../progress.ts";
import { content, createSwarmFixture, named, peerId, wireId } from "./swarm.fake.ts";

const info = (sequence: string) => ({
  id: `swarm+${sequence}`,
  url: "",
  masterSwarmId: "swarm",
  masterManifestUri: "",
  streamId: undefined,
  sequence,
  range: undefined,
  priority: 0,
});
const loaded = (...sequences: string[]) => ({
  type: "announce" as const,
  announcement: { loaded: sequences.map(info), loadingByHttp: [], coming: [], arriving: [] },
});

describe("admission", () => {
  test("tells of a peer once, greets it with our map, and tells of its end once", async () => {
    const s = createSwarmFixture();
    s.swarm.send(loaded("1", "2"));
    const { connectionId, remote } = await s.open();
    s.admit(connectionId, peerId("a"), "10.0.0.1");
    s.admit(connectionId, peerId("a"), "10.0.0.1");
    await s.advance();
    expect(remote.greetings).toHaveLength(1);
    expect(remote.heard()).toEqual(["map 2"]);
    expect(s.roomOf(peerId("a"))).toBe(0);
    remote.announce();
    await s.advance();
    expect(s.view.peers.get(peerId("a"))).toMatchObject({ room: 1, speed: undefined });

    s.swarm.send({ type: "connection.closed", connectionId });
    s.swarm.send({ type: "connection.closed", connectionId });
    await s.advance();
    expect(s.ports.events).toEqual([
      { type: "peer/connected", peerId: peerId("a"), remoteAddress: "10.0.0.1" },
      { type: "peer/closed", peerId: peerId("a") },
    ]);
    expect(s.view.peers.size).toBe(0);
  });

  test("what came before admission counts after it, in order", async () => {
    const s = createSwarmFixture();
    s.stored.set(wireId("9"), content(10));
    const { connectionId, remote } = await s.open();
    remote.announce("1");
    remote.announce("2", "3");
    remote.ask("9");
    await s.advance();
    expect(s.holders("2")).toEqual([]);
    s.admit(connectionId, peerId("a"));
    await s.advance();
    expect(s.holders("2")).toEqual([peerId("a")]);
    expect(s.holders("1")).toEqual([]);
    expect(remote.heard()).toEqual(["map 0", "data swarm+9", "piece 10"]);
    expect(s.notices).toContain("a peer announced");
  });

  test.each([
    ["frames", { preAdmissionFrames: 3 }, 1],
    ["bytes", { preAdmissionBytes: 3000 }, 1000],
  ])("too many %s before admission end the connection", async (_what, limits, size) => {
    const s = createSwarmFixture({ limits });
    const { remote } = await s.open();
    for (let n = 0; n < 3; n++) remote.raw(content(size));
    await s.advance();
    expect(s.drops()).toEqual([]);
    remote.raw(content(size));
    await s.advance();
    expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
    expect(remote.isClosed()).toBe(true);
  });

  test("connections beyond the pending limit are refused, with one warning", async () => {
    const s = createSwarmFixture({ limits: { pendingPeers: 2 } });
    for (let n = 0; n < 4; n++) await s.open();
    expect(s.drops()).toEqual(["PEER_BUDGET_EXCEEDED", "PEER_BUDGET_EXCEEDED"]);
    expect(s.ports.eventsOf("warning")).toHaveLength(1);
  });

  test("peers beyond the limit are dropped, and let in when one has left", async () => {
    const s = createSwarmFixture({ limits: { connectedPeers: 2 } });
    const first = await s.join("a");
    await s.join("b");
    const late = await s.join("c");
    expect(s.drops()).toEqual(["PEER_BUDGET_EXCEEDED"]);
    expect(late.remote.isClosed()).toBe(true);
    expect(s.view.peers.size).toBe(2);
    first.remote.close();
    await s.advance();
    await s.join("c");
    expect([...s.view.peers.keys()]).toEqual([peerId("b"), peerId("c")]);
  });

  test("a connection to ourselves is dropped", async () => {
    const s = createSwarmFixture();
    await s.join("5");
    expect(s.drops()).toEqual(["P2P_DUPLICATE"]);
    expect(s.ports.eventsOf("peer/connected")).toEqual([]);
  });

  test("a connection that closes before admission leaves no trace", async () => {
    const s = createSwarmFixture();
    const { remote, connectionId } = await s.open();
    remote.close();
    await s.advance();
    s.admit(connectionId, peerId("a"));
    await s.advance();
    expect(s.ports.events).toEqual([]);
  });
});

describe("two connections to one peer", () => {
  test.each([
    ["ours, when our id is lower", "1", true],
    ["the peer's, when its id is lower", "9", false],
  ])("the one that stays is %s, whichever came first", async (_name, own, staysOurs) => {
    for (const firstIsOurs of [true, false]) {
      const s = createSwarmFixture({ ownPeerId: peerId(own) });
      const first = await s.open(firstIsOurs);
      s.admit(first.connectionId, peerId("5"));
      const second = await s.open(!firstIsOurs);
      s.admit(second.connectionId, peerId("5"));
      await s.advance(s.ports.limits.glareGrace + 10);
      const [stays, goes] = firstIsOurs === staysOurs ? [first, second] : [second, first];
      expect(stays.remote.isClosed()).toBe(false);
      expect(goes.remote.isClosed()).toBe(true);
      expect(s.eventTypes()).toEqual(["peer/connected", "connection/drop"]);
      stays.remote.announce("1");
      await s.advance();
      expect(s.holders("1")).toEqual([peerId("5")]);
    }
  });

  test("the loser is silent, and takes over with what it kept when the winner closes in time", async () => {
    const s = createSwarmFixture({ ownPeerId: peerId("1") });
    const winner = await s.open(true);
    s.admit(winner.connectionId, peerId("5"));
    const loser = await s.open(false);
    s.admit(loser.connectionId, peerId("5"));
    loser.remote.announce("7");
    await s.advance(1000);
    expect(loser.remote.heard()).toEqual([]);
    expect(s.holders("7")).toEqual([]);

    winner.remote.announce();
    await s.advance();
    const download = s.request(peerId("5"), "7");
    winner.remote.close();
    await s.advance();
    expect(download.outcome()).toBe("P2P_CLOSED");
    expect(loser.remote.heard()).toEqual(["map 0"]);
    expect(s.holders("7")).toEqual([peerId("5")]);
    await s.advance(10_000);
    expect(loser.remote.isClosed()).toBe(false);
    expect(s.eventTypes()).toEqual(["peer/connected"]);
  });

  test("what runs over the holder is never ended by a claim: the newcomer waits", async () => {
    const s = createSwarmFixture({ ownPeerId: peerId("1") });
    const first = await s.open(false);
    s.admit(first.connectionId, peerId("5"));
    first.remote.announce();
    await s.advance();
    const download = s.request(peerId("5"), "1");
    const second = await s.open(true);
    s.admit(second.connectionId, peerId("5"));
    await s.advance();
    expect(download.outcome()).toBeUndefined();
    first.remote.header("1", 10);
    first.remote.raw(content(10));
    await s.advance();
    expect(download.outcome()).toBe("download.done");
    await s.advance(s.ports.limits.glareGrace + 10);
    expect(second.remote.isClosed()).toBe(true);
    expect(s.eventTypes()).toEqual(["peer/connected", "bytes/downloaded", "connection/drop"]);
  });

  test("of two offers by the peer the one on which it speaks is used", async () => {
    const s = createSwarmFixture();
    const first = await s.open(false);
    s.admit(first.connectionId, peerId("a"));
    const second = await s.open(false);
    s.admit(second.connectionId, peerId("a"));
    second.remote.announce("3");
    await s.advance();
    expect(s.holders("3")).toEqual([peerId("a")]);
    expect(second.remote.heard()).toEqual(["map 0"]);
    await s.advance(s.ports.limits.glareGrace + 10);
    expect(first.remote.isClosed()).toBe(true);
    expect(s.eventTypes()).toEqual(["peer/connected", "connection/drop"]);
  });
});

describe("maps", () => {
  test("ours goes out at once, once for several changes that follow, and not at all when nothing changed", async () => {
    const s = createSwarmFixture();
    const { remote } = await s.join();
    s.swarm.send(loaded("1"));
    await s.advance(1);
    expect(remote.heard()).toEqual(["map 0", "map 1"]);
    s.swarm.send(loaded("1", "2"));
    await s.advance(10);
    s.swarm.send(loaded("1", "2", "3"));
    await s.advance(s.ports.limits.announceCoalesce - 20);
    expect(remote.heard()).toEqual(["map 0", "map 1"]);
    await s.advance(20);
    expect(remote.heard()).toEqual(["map 0", "map 1", "map 3"]);
    s.swarm.send(loaded("1", "2", "3"));
    await s.advance(1000);
    expect(remote.heard()).toEqual(["map 0", "map 1", "map 3"]);
  });

  test("what changes a moment after an announcement and then rests is told as well", async () => {
    const s = createSwarmFixture({ settings: { consumeOnly: false } });
    const { remote } = await s.join();
    s.swarm.send(loaded("1"));
    s.swarm.send(loaded("1", "2"));
    await s.advance(5 * s.ports.limits.announceCoalesce);
    expect(remote.heard()).toEqual(["map 0", "map 1", "map 2"]);
    s.swarm.send(loaded("2"));
    await s.advance(1);
    expect(remote.heard()).toEqual(["map 0", "map 1", "map 2", "map 1"]);
  });

  test("a consumer sends none", async () => {
    const s = createSwarmFixture({ settings: { consumeOnly: true } });
    const { remote } = await s.join();
    s.swarm.send(loaded("1"));
    await s.advance(1000);
    expect(remote.heard()).toEqual([]);
  });

  test("a peer's map replaces the one before; what it loads itself is known apart", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    remote.text(`{"c":2,"m":{"swarm":["1|2",[0,1]],"other":["5",[0]]}}`);
    await s.advance();
    expect(s.holders("1")).toEqual([id]);
    expect(s.view.loaders(named("2"))).toEqual([id]);
    expect(s.holders("5", "other")).toEqual([id]);
    s.notices.length = 0;
    remote.text(`{"c":2,"m":{"swarm":["1|2",[0,1]],"other":["5",[0]]}}`);
    await s.advance();
    expect(s.notices).toEqual([]);
    remote.announce("2");
    await s.advance();
    expect(s.holders("1")).toEqual([]);
    expect(s.holders("2")).toEqual([id]);
    expect(s.view.loaders(named("2"))).toEqual([]);
    remote.close();
    await s.advance();
    expect(s.holders("2")).toEqual([]);
  });
});

describe("hostile peers", () => {
  test("a giant map ends the connection, and leaves nothing behind", async () => {
    const s = createSwarmFixture();
    const { remote } = await s.join();
    remote.announce(...Array.from({ length: 5000 }, (_, n) => String(n)));
    await s.advance(s.ports.limits.mapInterval);
    expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
    expect(s.holders("1")).toEqual([]);
  });

  test("a flood of commands ends the connection; answers that we asked for do not count", async () => {
    const s = createSwarmFixture();
    const honest = await s.join("a");
    for (let n = 0; n < 200; n++) {
      s.request(honest.id, String(n));
      await s.advance();
      honest.remote.header(String(n), 10);
      honest.remote.raw(content(10));
      await s.advance();
    }
    expect(s.drops()).toEqual([]);
    const flooder = await s.join("b");
    for (let n = 0; n < 1000; n++) flooder.remote.announce("1");
    await s.advance();
    expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
  });

  test("three offences, and the peer is out for the session", async () => {
    const s = createSwarmFixture();
    for (let n = 0; n < 3; n++) {
      const { remote } = await s.join();
      remote.text(`{"c":3,"i":5}`);
      await s.advance();
    }
    await s.join();
    expect(s.drops()).toEqual([
      "P2P_PROTOCOL_ERROR",
      "P2P_PROTOCOL_ERROR",
      "P2P_PROTOCOL_ERROR",
      "P2P_BANNED",
    ]);
    expect(s.ports.eventsOf("peer/closed")).toHaveLength(3);
  });

  test("an unknown command is ignored: it may be an extension", async () => {
    const s = createSwarmFixture();
    const { remote } = await s.join();
    remote.text(`{"c":99,"x":{"y":[1]}}`);
    remote.announce("1");
    await s.advance();
    expect(s.holders("1")).toEqual([peerId("a")]);
  });

  test("an exception while a frame is handled ends that session only, with a warning", async () => {
    const s = createSwarmFixture();
    const other = await s.join("b");
    const { remote, id } = await s.join("a");
    s.swarm.send({
      type: "download.request",
      token: 99 as never,
      peerId: id,
      segment: named("1"),
      partial: undefined,
      progress: createProgress("1" as never, 0),
      replyTo: {
        send() {
          throw new Error("a bug");
        },
      },
    });
    await s.advance();
    remote.header("1", 10);
    await s.advance();
    expect(s.drops()).toEqual(["INTERNAL"]);
    expect(s.ports.eventsOf("warning").map((event) => event.error.code)).toEqual(["INTERNAL"]);
    expect(s.ports.eventsOf("peer/closed").map((event) => event.peerId)).toEqual([id]);
    other.remote.announce("1");
    await s.advance();
    expect(s.holders("1")).toEqual([other.id]);
  });
});

describe("stop", () => {
  test("closes everything, tells of every peer's end, and leaves no timer", async () => {
    const s = createSwarmFixture();
    const a = await s.join("a");
    const b = await s.join("b");
    const pending = await s.open();
    s.stored.set(wireId("1"), content(100_000));
    b.remote.ask("1");
    const download = s.request(a.id, "1");
    s.swarm.send(loaded("1"));
    await s.advance();
    s.swarm.send({ type: "stop" });
    expect(download.outcome()).toBe("P2P_CLOSED");
    expect(s.ports.eventsOf("peer/closed").map((event) => event.peerId)).toEqual([a.id, b.id]);
    await s.advance(10);
    expect([a, b, pending].map(({ remote }) => remote.isClosed())).toEqual([true, true, true]);
    expect(s.ports.clock.pending).toBe(0);
  });
});

test("a cancel concerns the connection over which the download runs, and costs the others nothing", async () => {
  const heard: string[] = [];
  const s = createSwarmFixture({
    inspect(event) {
      if (event.type === "@xstate.event" && event.event.type === "download.cancel")
        heard.push((event.actorRef as AnyActorRef).id);
    },
  });
  for (const peer of ["a", "b", "c"]) await s.join(peer);
  const download = s.request(peerId("b"), "1");
  download.cancel();
  await s.advance();
  expect(download.outcome()).toBe("P2P_CANCELLED");
  expect(heard.filter((actor) => actor.startsWith("connection"))).toHaveLength(1);
});
