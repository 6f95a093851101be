/** Uploads to one peer and to several: what they hear, and how much of us they may take. */
import { describe, expect, test } from "vitest";
import {
  areSame,
  content,
  createSwarmFixture,
  type SwarmFixtureOptions,
  wireId,
} from "./swarm.fake.ts";

const KiB = 1024;

function createSeeder(names: string[], size = 2500, options: SwarmFixtureOptions = {}) {
  const s = createSwarmFixture(options);
  for (const name of names) s.stored.set(wireId(name), content(size));
  return s;
}

const uploaded = (s: ReturnType<typeof createSwarmFixture>) =>
  s.ports.eventsOf("bytes/uploaded").reduce((sum, event) => sum + event.bytes, 0);

describe("an upload", () => {
  test("answers a request with a header and pieces of the set size", async () => {
    const s = createSeeder(["1"], 2500, { settings: { webRtcMaxMessageSize: 1000 } });
    const { remote } = await s.join();
    remote.ask("1");
    await s.advance(5);
    expect(remote.commands()[1]).toEqual({ type: "data", id: wireId("1"), size: 2500 });
    expect(remote.heard().slice(2)).toEqual(["piece 1000", "piece 1000", "piece 500"]);
    expect(areSame(Buffer.concat(remote.frames.slice(2)), content(2500))).toBe(true);
    expect(uploaded(s)).toBe(2500);
  });

  test("a piece is never larger than a browser can send, whatever the setting says", async () => {
    const s = createSeeder(["1"], 600 * KiB, { settings: { webRtcMaxMessageSize: 10_000_000 } });
    const { remote } = await s.join();
    remote.ask("1");
    await s.advance(5);
    const sizes = remote.frames.map((frame) => frame.byteLength);
    expect(Math.max(...sizes)).toBe(256 * KiB);
    expect(uploaded(s)).toBe(600 * KiB);
  });

  test("answers Absent to what is not there, and to everything when it only consumes", async () => {
    const s = createSeeder(["1"]);
    const { remote } = await s.join();
    remote.ask("2");
    await s.advance(5);
    expect(remote.heard()).toEqual(["map 0", "absent swarm+2"]);

    const consumer = createSeeder(["1"], 100, { settings: { consumeOnly: true } });
    const other = await consumer.join();
    other.remote.ask("1");
    await consumer.advance(5);
    expect(other.remote.heard()).toEqual(["absent swarm+1"]);
    expect(consumer.reads).toEqual([]);
  });

  test("holds our own commands back until its last piece is written, for 0.6.2 fails on them", async () => {
    const s = createSeeder(["1"], 2000 * KiB);
    const { remote, id } = await s.join("a", { bandwidth: 1000 });
    remote.ask("1");
    await s.advance(5);
    const download = s.request(id, "9");
    s.swarm.send({
      type: "announce",
      announcement: { loaded: [], loadingByHttp: [segment("5")], coming: [], arriving: [] },
    });
    await s.advance(1000);
    expect(remote.heard().every((each) => !each.startsWith("request"))).toBe(true);
    await s.advance(5000);
    expect(remote.heard().slice(-2)).toEqual(["request swarm+9", "map 1"]);
    const pieces = remote.heard().map((each) => each.startsWith("piece"));
    expect(pieces.lastIndexOf(true)).toBe(pieces.length - 3);
    expect(download.outcome()).toBeUndefined();
  });

  test("a request that was held is not sent any more once it is cancelled", async () => {
    const s = createSeeder(["1"], 2000 * KiB);
    const { remote, id } = await s.join("a", { bandwidth: 1000 });
    remote.ask("1");
    await s.advance(5);
    const download = s.request(id, "9");
    download.cancel();
    expect(download.outcome()).toBe("P2P_CANCELLED");
    await s.advance(10_000);
    expect(remote.heard().filter((each) => !each.startsWith("piece"))).toEqual([
      "map 0",
      "data swarm+1",
    ]);
    expect(s.roomOf(id)).toBe(1);
  });

  test("a request that is held longer than a transfer may take to start is given up", async () => {
    const s = createSeeder(["1"], 2000 * KiB, { settings: { p2pSegmentDownloadTimeout: 3000 } });
    const { remote, id } = await s.join("a", { bandwidth: [100, Infinity] });
    remote.ask("1");
    await s.advance(5);
    const download = s.request(id, "9");
    await s.advance(2900);
    expect(download.outcome()).toBeUndefined();
    await s.advance(200);
    expect(download.outcome()).toBe("P2P_NOT_SENT");
    await s.advance(60_000);
    expect(uploaded(s)).toBe(2000 * KiB);
    expect(remote.heard()).not.toContain("request swarm+9");
    expect(s.drops()).toEqual([]);
  });

  test("keeps little queued, goes on as it drains, and counts what the channel took", async () => {
    const s = createSeeder(["1"], 4000 * KiB);
    const { remote, channel } = await s.join("a", { bandwidth: 1000 });
    remote.ask("1");
    await s.advance(5);
    expect(channel.bufferedAmount).toBeLessThanOrEqual(s.ports.limits.bufferedHigh);
    expect(uploaded(s)).toBeLessThanOrEqual(s.ports.limits.bufferedHigh);
    let most = 0;
    for (let n = 0; n < 50; n++) {
      await s.advance(100);
      most = Math.max(most, channel.bufferedAmount);
    }
    expect(most).toBeLessThanOrEqual(s.ports.limits.bufferedHigh);
    expect(uploaded(s)).toBe(4000 * KiB);
    expect(Buffer.concat(remote.frames.slice(2)).equals(content(4000 * KiB))).toBe(true);
  });

  test("waits when the platform's queue is full, and loses nothing", async () => {
    const s = createSeeder(["1"], 1000 * KiB);
    const { remote } = await s.join("a", {
      bandwidth: 1000,
      bufferLimit: 200 * KiB,
      bufferedLow: 100 * KiB,
    });
    remote.ask("1");
    await s.advance(3000);
    expect(Buffer.concat(remote.frames.slice(2)).equals(content(1000 * KiB))).toBe(true);
    expect(remote.isClosed()).toBe(false);
  });

  test("stops within the high-water mark when the peer cancels", async () => {
    const s = createSeeder(["1", "2"], 4000 * KiB);
    const { remote } = await s.join("a", { bandwidth: 1000 });
    remote.ask("1");
    await s.advance(100);
    remote.say({ type: "cancel", id: wireId("1") });
    await s.advance(5);
    const before = uploaded(s);
    await s.advance(5000);
    expect(uploaded(s)).toBe(before);
    expect(before).toBeLessThan(100 * 1000 + s.ports.limits.bufferedHigh + 64 * KiB);
    remote.ask("2");
    await s.advance(5);
    expect(remote.heard().at(-1)).toMatch(/data swarm\+2|piece/);
  });

  test("a request that is cancelled while it waits is never answered", async () => {
    const s = createSeeder(["1", "2"], 600 * KiB);
    const { remote } = await s.join("a", { bandwidth: 1000 });
    remote.ask("1");
    remote.ask("2");
    remote.say({ type: "cancel", id: wireId("2") });
    await s.advance(5000);
    expect(remote.heard().some((each) => each.endsWith("swarm+2"))).toBe(false);
    expect(uploaded(s)).toBe(600 * KiB);
  });

  test("a peer that takes no bytes is closed, and its slot goes to others", async () => {
    const s = createSeeder(["1"], 1000 * KiB, { limits: { uploadsActive: 1 } });
    const dead = await s.join("a", { bandwidth: [0.1, Infinity] });
    const alive = await s.join("b");
    dead.remote.ask("1");
    await s.advance(s.ports.limits.uploadStuck - 100);
    expect(s.drops()).toEqual([]);
    await s.advance(s.ports.limits.uploadStuck / 6 + 200);
    expect(s.drops()).toEqual(["P2P_NOT_READING"]);
    alive.remote.ask("1");
    await s.advance(100);
    expect(alive.remote.heard()).toContain("data swarm+1");
  });

  test("a peer that only sips is closed like one that takes nothing: it must not hold a slot", async () => {
    const s = createSeeder(["1"], 20 * KiB, {
      settings: { webRtcMaxMessageSize: 10 },
      limits: { bufferedHigh: 4 * KiB, bufferedLow: 1 * KiB },
    });
    const { remote } = await s.join("a", { bandwidth: [0.02, Infinity] });
    remote.ask("1");
    await s.advance(2 * s.ports.limits.uploadStuck);
    expect(s.drops()).toEqual(["P2P_NOT_READING"]);
  });

  test("a peer that is slow, but takes bytes, is served to the end", async () => {
    const s = createSeeder(["1"], 1000 * KiB);
    const { remote } = await s.join("a", { bandwidth: [5, Infinity] });
    remote.ask("1");
    await s.advance(250_000);
    expect(uploaded(s)).toBe(1000 * KiB);
    expect(s.drops()).toEqual([]);
  });
});

describe("what peers may take of us", () => {
  test("one upload and two that wait for each peer; the rest is Absent", async () => {
    const s = createSeeder(["1", "2", "3", "4", "5"], 600 * KiB);
    const { remote } = await s.join("a", { bandwidth: 1000 });
    for (const name of ["1", "2", "3", "4", "5"]) remote.ask(name);
    await s.advance(10_000);
    expect(remote.heard().filter((each) => each.startsWith("data"))).toEqual([
      "data swarm+1",
      "data swarm+2",
      "data swarm+3",
    ]);
    expect(remote.heard().filter((each) => each.startsWith("absent"))).toEqual([
      "absent swarm+4",
      "absent swarm+5",
    ]);
  });

  test("the same segment so often a minute, and then Absent", async () => {
    const s = createSeeder(["1"], 100);
    const { remote } = await s.join();
    for (let n = 0; n < 6; n++) {
      remote.ask("1");
      await s.advance(5);
    }
    const answers = remote.heard().filter((each) => /data|absent/.test(each));
    expect(answers).toEqual([
      ...Array<string>(s.ports.limits.sameSegmentPerMinute).fill("data swarm+1"),
      "absent swarm+1",
      "absent swarm+1",
    ]);
    await s.advance(60_000);
    remote.ask("1");
    await s.advance(5);
    expect(remote.heard().at(-2)).toBe("data swarm+1");
  });

  test("so many uploads over all peers; the next waits for a slot, and in vain is Absent", async () => {
    const s = createSeeder(["1"], 400 * KiB, {
      limits: { uploadsActive: 1, bufferedHigh: 64 * KiB, bufferedLow: 32 * KiB },
    });
    const slow = await s.join("a", { bandwidth: 30 });
    const patient = await s.join("b", { bandwidth: 1000 });
    slow.remote.ask("1");
    await s.advance(10);
    patient.remote.ask("1");
    await s.advance(100);
    expect(patient.remote.heard()).toEqual(["map 0"]);
    await s.advance(s.ports.limits.uploadSlotWait);
    expect(patient.remote.heard()).toEqual(["map 0", "absent swarm+1"]);
    await s.advance(20_000);
    patient.remote.ask("1");
    await s.advance(1000);
    expect(patient.remote.heard()).toContain("data swarm+1");
  });

  test.each([
    ["a 0.6 peer", false],
    ["a peer of our own", true],
  ])("four readers that only sip do not keep %s from being served", async (_what, isOwn) => {
    // Pieces of 1 KiB, so that the channel drains as smoothly as SCTP does.
    const s = createSeeder(["big"], 5 * 1024 * KiB, { settings: { webRtcMaxMessageSize: KiB } });
    s.stored.set(wireId("1"), content(1000));
    const sippers = [];
    for (const digit of ["1", "2", "3", "4"]) {
      const sipper = await s.join(digit, { bandwidth: [0.1, Infinity] }); // 100 bytes a second
      sipper.remote.ask("big");
      sippers.push(sipper);
    }
    await s.advance(60 * 60_000);
    const honest = await s.open();
    s.admit(honest.connectionId, "a".repeat(40) as never);
    if (isOwn) honest.remote.hello();
    honest.remote.announce();
    await s.advance();
    honest.remote.ask("1", isOwn ? 1 : undefined);
    await s.advance(100);
    const heard = honest.remote.heard().slice(1);
    expect(heard).toEqual(isOwn ? ["piece 1: 0+1000 of 1000"] : ["data swarm+1", "piece 1000"]);
    expect(sippers.filter(({ remote }) => remote.isClosed())).toEqual([]);
  });

  test("readers that only sip, and ask again, do not keep a peer from being served one segment after the other", async () => {
    const big = Array.from({ length: 200 }, (_, n) => `big ${n}`);
    const s = createSeeder(big, 1024 * KiB, { settings: { webRtcMaxMessageSize: KiB } });
    for (let n = 0; n < 60; n++) s.stored.set(wireId(String(n)), content(1000));
    for (const digit of ["1", "2", "3", "4", "6", "7", "8", "9"]) {
      const sipper = await s.join(digit, { bandwidth: [0.1, Infinity] });
      let asked = 0;
      const insist = () => {
        for (let n = 0; n < 2; n++) sipper.remote.ask(big[asked++ % big.length] ?? "");
        s.ports.clock.setTimeout(insist, 2000);
      };
      insist();
    }
    await s.advance(60_000);
    const honest = await s.join("a");
    let served = 0;
    for (let n = 0; n < 60; n++) {
      honest.remote.ask(String(n));
      await s.advance(1000);
      served = honest.remote.heard().filter((each) => each.startsWith("data")).length;
    }
    expect(served).toBeGreaterThan(50);
    expect(s.drops()).toEqual([]);
  });

  test("a reader that loses its slot is told, and its slot is not taken for nothing", async () => {
    const s = createSeeder(["big", "1"], 400 * KiB, {
      limits: { uploadsActive: 1, bufferedHigh: 8 * KiB, bufferedLow: 4 * KiB },
      settings: { webRtcMaxMessageSize: KiB },
    });
    const slow = await s.join("a", { bandwidth: [1, Infinity] });
    slow.remote.ask("big");
    await s.advance(2 * s.ports.limits.slowTransferAfter);
    expect(slow.remote.heard().at(-1)).toBe("piece 1024");
    const other = await s.join("b");
    other.remote.ask("1");
    await s.advance(20_000);
    expect(slow.remote.heard().at(-1)).toBe("absent swarm+big");
    expect(other.remote.heard().filter((each) => each.startsWith("piece")).length).toBe(400);
    expect(s.drops()).toEqual([]);
  });

  test("a flood of requests ends the connection", async () => {
    const s = createSeeder(["1"], 10_000 * KiB);
    const { remote } = await s.join("a", { bandwidth: 1e6 });
    for (let n = 0; n < 1000; n++) remote.ask(String(n));
    await s.advance(100);
    expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
    expect(uploaded(s)).toBeLessThan(10_000 * KiB);
  });
});

function segment(sequence: string) {
  return {
    id: `swarm+${sequence}`,
    url: "",
    masterSwarmId: "swarm",
    masterManifestUri: "",
    streamId: undefined,
    sequence,
    range: undefined,
    priority: 0,
  };
}
