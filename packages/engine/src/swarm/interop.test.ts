/** Our session and the genuine MediaPeer of 0.6.2, over one channel, in both roles; and two of ours. */
import type { ConnectionId } from "@swarmlane/contract";
import { createChannelPair } from "@swarmlane/testkit";
import { createMediaPeerOracle, type MediaPeerOracle } from "@swarmlane/testkit/node";
import { describe, expect, test } from "vitest";
import { areSame, content, createSwarmFixture, peerId, wireId } from "./swarm.fake.ts";

const KiB = 1024;

async function meetOracle(s = createSwarmFixture()) {
  const { a, b } = createChannelPair({ clock: s.ports.clock, latency: 5, bandwidth: 1000 });
  const connectionId = 77 as ConnectionId;
  s.swarm.send({ type: "connection.opened", connectionId, initiator: true, channel: a });
  const oracle = createMediaPeerOracle({ channel: b });
  s.admit(connectionId, peerId("a"));
  oracle.peer.sendSegmentsMap({});
  await s.advance(50);
  return { s, oracle, id: peerId("a"), connectionId };
}

/** What 0.6.2 made of a segment. */
function loadedBy(oracle: MediaPeerOracle, name: string): ArrayBuffer | undefined {
  const event = oracle.events.find(
    ([type, id]) => type === "segment-loaded" && id === wireId(name),
  );
  return event?.[2] as ArrayBuffer | undefined;
}

describe("with a 0.6.2 peer", () => {
  test("we download what it announces and sends", async () => {
    const { s, oracle, id } = await meetOracle();
    oracle.peer.sendSegmentsMap({ swarm: ["1|2", [0, 1]] });
    await s.advance(50);
    expect(s.holders("1")).toEqual([id]);
    const bytes = content(1000 * KiB);
    const download = s.request(id, "1");
    await s.advance(50);
    expect(oracle.events).toContainEqual(["segment-request", wireId("1")]);
    oracle.peer.sendSegmentData(wireId("1"), bytes.slice().buffer);
    await s.advance(3000);
    expect(areSame(download.bytes(), bytes)).toBe(true);

    const missing = s.request(id, "9");
    await s.advance(50);
    oracle.peer.sendSegmentAbsent(wireId("9"));
    await s.advance(50);
    expect(missing.outcome()).toBe("P2P_ABSENT");
  });

  test("it downloads what we announce and send, though our map and a request of ours fall into the transfer", async () => {
    const { s, oracle, id } = await meetOracle();
    s.stored.set(wireId("1"), content(1000 * KiB));
    const info = { id: "1", url: "", masterSwarmId: "swarm", masterManifestUri: "", priority: 0 };
    const loaded = { ...info, streamId: undefined, sequence: "1", range: undefined };
    s.swarm.send({
      type: "announce",
      announcement: { loaded: [loaded], loadingByHttp: [], coming: [], arriving: [] },
    });
    await s.advance(500);
    expect([...oracle.peer.getSegmentsMap()]).toEqual([[wireId("1"), 0]]);

    oracle.peer.requestSegment(wireId("1"));
    await s.advance(50);
    s.swarm.send({
      type: "announce",
      announcement: { loaded: [], loadingByHttp: [loaded], coming: [], arriving: [] },
    });
    s.request(id, "5");
    await s.advance(5000);
    expect(oracle.events.filter(([name]) => name === "segment-error")).toEqual([]);
    expect(areSame(loadedBy(oracle, "1"), content(1000 * KiB))).toBe(true);
    expect(oracle.events.at(-1)).toEqual(["data-updated"]);
    expect(oracle.events).toContainEqual(["segment-request", wireId("5")]);
  });

  test("it hears Absent for what we have not", async () => {
    const { s, oracle } = await meetOracle();
    oracle.peer.requestSegment(wireId("9"));
    await s.advance(50);
    expect(oracle.events).toContainEqual(["segment-absent", wireId("9")]);
  });

  test("it sends on after our cancel; the next segment comes whole all the same", async () => {
    const { s, oracle, id } = await meetOracle();
    const first = s.request(id, "1");
    await s.advance(50);
    oracle.peer.sendSegmentData(wireId("1"), content(500 * KiB).buffer);
    await s.advance(100);
    first.cancel();
    expect(first.outcome()).toBe("P2P_CANCELLED");
    const came = first.bytes()?.byteLength ?? 0;
    expect(came).toBeGreaterThan(0);
    expect(s.roomOf(id)).toBe(0);
    await s.advance(600);
    expect(s.roomOf(id)).toBe(1);
    const second = s.request(id, "2");
    await s.advance(50);
    oracle.peer.sendSegmentData(wireId("2"), content(300 * KiB).buffer);
    await s.advance(1000);
    expect(areSame(second.bytes(), content(300 * KiB))).toBe(true);
  });

  test("its cancel stops our upload, and its next request is served", async () => {
    const { s, oracle } = await meetOracle();
    s.stored.set(wireId("1"), content(4000 * KiB));
    s.stored.set(wireId("2"), content(100 * KiB));
    oracle.peer.requestSegment(wireId("1"));
    await s.advance(200);
    oracle.peer.cancelSegmentRequest();
    oracle.peer.requestSegment(wireId("2"));
    await s.advance(2000);
    expect(areSame(loadedBy(oracle, "2"), content(100 * KiB))).toBe(true);
  });

  test("its end is the peer's end", async () => {
    const { s, oracle } = await meetOracle();
    oracle.peer.destroy();
    await s.advance(50);
    expect(s.ports.eventsOf("peer/closed")).toHaveLength(1);
  });
});

describe("two of ours", () => {
  test("download from each other at once, request by request, and lose nothing", async () => {
    const one = createSwarmFixture({ ownPeerId: peerId("1") });
    const two = createSwarmFixture({ ownPeerId: peerId("2"), clock: one.ports.clock });
    const { a, b } = createChannelPair({ clock: one.ports.clock, latency: 10, bandwidth: 1000 });
    const connectionId = 1 as ConnectionId;
    one.swarm.send({ type: "connection.opened", connectionId, initiator: true, channel: a });
    two.swarm.send({ type: "connection.opened", connectionId, initiator: false, channel: b });
    one.admit(connectionId, peerId("2"));
    two.admit(connectionId, peerId("1"));
    await one.advance(50);
    const bytes = content(500 * KiB);
    for (const name of ["1", "2", "3"]) {
      one.stored.set(wireId(name), bytes);
      two.stored.set(wireId(name), bytes);
      const downloads = [one.request(peerId("2"), name), two.request(peerId("1"), name)];
      await one.advance(3000);
      for (const download of downloads) expect(areSame(download.bytes(), bytes)).toBe(true);
    }
    expect([...one.drops(), ...two.drops()]).toEqual([]);
  });
});
