/** Downloads from one peer: what a segment hears, and what the peer hears. */
import { describe, expect, test } from "vitest";
import { content, createSwarmFixture, wireId } from "./swarm.fake.ts";

describe("a download", () => {
  test("asks the peer, tells of the start and of bytes, and hands the whole over", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    expect(remote.heard()).toEqual(["map 0", "request swarm+1"]);
    expect(s.roomOf(id)).toBe(0);

    const bytes = content(2500);
    remote.header("1", 2500);
    for (const offset of [0, 1000, 2000]) remote.raw(bytes.subarray(offset, offset + 1000));
    await s.advance(10);

    expect(download.events.map(({ type }) => type)).toEqual(["download.started", "download.done"]);
    expect(download.bytes()).toEqual(bytes);
    expect(s.roomOf(id)).toBe(1);
    expect(s.view.peers.get(id)?.speed).toBeGreaterThan(0);
    const counted = s.ports.eventsOf("bytes/downloaded");
    expect(counted.reduce((sum, event) => sum + event.bytes, 0)).toBe(2500);
    expect(counted[0]).toMatchObject({ method: "p2p", peerId: id });
  });

  test("reports bytes while they come, no oftener than the interval, and counts them exactly", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 100_000);
    for (let n = 0; n < 100; n++) {
      remote.raw(content(1000));
      await s.advance(10);
    }
    const counted = s.ports.eventsOf("bytes/downloaded");
    expect(counted.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(100_000);
    expect(counted.length).toBeGreaterThanOrEqual(10);
    expect(counted.length).toBeLessThanOrEqual(1000 / s.ports.limits.progressInterval + 1);
    expect(download.progress).toMatchObject({ bytes: 100_000, size: 100_000 });
  });

  test("from an unknown peer fails at once", () => {
    const s = createSwarmFixture();
    expect(s.request("0".repeat(40) as never, "1").outcome()).toBe("P2P_UNAVAILABLE");
  });

  test("from a peer that is not free fails at once, and leaves the running one alone", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const first = s.request(id, "1");
    const second = s.request(id, "2");
    expect(second.outcome()).toBe("P2P_UNAVAILABLE");
    await s.advance();
    remote.header("1", 10);
    remote.raw(content(10));
    await s.advance();
    expect(first.outcome()).toBe("download.done");
  });

  test("fails with what came when the peer closes", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 10);
    remote.raw(content(4));
    await s.advance();
    remote.close();
    await s.advance();
    expect(download.outcome()).toBe("P2P_CLOSED");
    expect(download.bytes()).toEqual(content(4));
    expect(s.ports.eventsOf("peer/closed")).toHaveLength(1);
    expect(s.drops()).toEqual([]);
  });
});

describe("peers that do not deliver", () => {
  test("a peer silent after the header is given up after the idle limit, with the partial bytes", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 5000);
    remote.raw(content(3000));
    await s.advance(4900);
    expect(download.outcome()).toBeUndefined();
    await s.advance(200);
    expect(download.outcome()).toBe("P2P_STALLED");
    expect(download.bytes()).toEqual(content(3000));
    expect(remote.heard().at(-1)).toBe("cancel swarm+1");
  });

  test("a peer that keeps sending is not stalled, however long it takes", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 20_000);
    for (let n = 0; n < 20; n++) {
      await s.advance(4000);
      remote.raw(content(1024).subarray(0, n < 19 ? 1024 : 20_000 - 19 * 1024));
    }
    await s.advance();
    expect(download.outcome()).toBe("download.done");
  });

  test("drips and empty frames count as silence", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 5000);
    for (let n = 0; n < 6; n++) {
      remote.raw(content(1));
      remote.raw(new Uint8Array());
      await s.advance(1000);
    }
    expect(download.outcome()).toBe("P2P_STALLED");
  });

  test("three stalls ban the peer", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    for (const name of ["1", "2", "3"]) {
      s.request(id, name);
      await s.advance();
      remote.header(name, 5000);
      await s.advance(6000);
    }
    expect(s.drops()).toEqual(["P2P_BANNED"]);
    expect(remote.isClosed()).toBe(true);
    const again = await s.open();
    s.admit(again.connectionId, id);
    await s.advance();
    expect(s.drops()).toEqual(["P2P_BANNED", "P2P_BANNED"]);
    expect(s.ports.eventsOf("peer/connected")).toHaveLength(1);
  });

  test("a peer that does not answer at all is closed after p2pSegmentDownloadTimeout, as in 0.6.2", async () => {
    const s = createSwarmFixture({ settings: { p2pSegmentDownloadTimeout: 3000 } });
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance(2900);
    expect(download.outcome()).toBeUndefined();
    await s.advance(200);
    expect(download.outcome()).toBe("P2P_TIMEOUT");
    expect(remote.isClosed()).toBe(true);
    expect(s.drops()).toEqual(["P2P_TIMEOUT"]);
    expect(s.ports.eventsOf("peer/closed")).toHaveLength(1);
  });

  test("a peer that answers Absent is no holder for the back-off, however often it announces", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    remote.announce("1", "2");
    await s.advance();
    const download = s.request(id, "1");
    await s.advance();
    remote.say({ type: "absent", id: wireId("1") });
    await s.advance();
    expect(download.outcome()).toBe("P2P_ABSENT");
    expect(s.roomOf(id)).toBe(1);

    for (let n = 0; n < 9; n++) {
      remote.announce("2");
      remote.announce("1", "2");
      await s.advance(1000);
      expect(s.holders("1")).toEqual([]);
      expect(s.holders("2")).toEqual([id]);
    }
    s.notices.length = 0;
    await s.advance(1100);
    expect(s.holders("1")).toEqual([id]);
    expect(s.notices).toHaveLength(1);
  });

  test("a command mid-transfer ends it without a strike, and is executed", async () => {
    const s = createSwarmFixture({ limits: { strikes: 1 } });
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 5000);
    remote.raw(content(2000));
    remote.announce("7");
    await s.advance();
    expect(download.outcome()).toBe("P2P_INTERRUPTED");
    expect(download.bytes()).toEqual(content(2000));
    expect(s.holders("7")).toEqual([id]);
    expect(remote.isClosed()).toBe(false);
  });

  test("a piece that looks like JSON is a piece", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    const texts = [`{"title":"a playlist in JSON"}`, `{"c":"3"}`, `{"c":0,"i":5}`];
    const bytes = new TextEncoder().encode(texts.join(""));
    remote.header("1", bytes.byteLength);
    for (const text of texts) remote.text(text);
    await s.advance();
    expect(download.bytes()).toEqual(bytes);
  });

  test.each([`"x"`, "1e12", "[5]", "0", "null"])(
    "a header of size %s fails the download, strikes and closes",
    async (size) => {
      const s = createSwarmFixture();
      const { remote, id } = await s.join();
      const download = s.request(id, "1");
      await s.advance();
      remote.text(`{"c":0,"i":"swarm+1","s":${size}}`);
      await s.advance();
      expect(download.outcome()).toBe("P2P_PROTOCOL_ERROR");
      expect(s.drops()).toEqual(["P2P_PROTOCOL_ERROR"]);
      expect(s.payloads.bytes).toBe(0);
    },
  );

  test("more bytes than promised fail the download and close the peer", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 1000);
    remote.raw(content(1001));
    await s.advance();
    expect(download.outcome()).toBe("P2P_PROTOCOL_ERROR");
    expect(remote.isClosed()).toBe(true);
  });

  test("memory for all transfers together is bounded by what they hold", async () => {
    const s = createSwarmFixture({ limits: { receiveBytes: 1500 } });
    const a = await s.join("a");
    const b = await s.join("b");
    const first = s.request(a.id, "1");
    const second = s.request(b.id, "2");
    await s.advance();
    a.remote.header("1", 5000);
    a.remote.raw(content(1400));
    b.remote.header("2", 1000);
    b.remote.raw(content(100));
    await s.advance();
    expect([first.outcome(), second.outcome()]).toEqual([undefined, undefined]);
    b.remote.raw(content(900));
    await s.advance();
    expect([first.outcome(), second.outcome()]).toEqual(["P2P_NO_MEMORY", "download.done"]);
  });

  test("what a peer claims to be about to send keeps nobody else's segment out", async () => {
    const s = createSwarmFixture({ limits: { receiveBytes: 64 * 1024 * 1024 } });
    for (const digit of ["a", "b"]) {
      const liar = await s.join(digit);
      s.request(liar.id, `of ${digit}`);
      await s.advance();
      liar.remote.header(`of ${digit}`, 64 * 1024 * 1024);
      liar.remote.raw(content(1024));
    }
    const honest = await s.join("c");
    honest.remote.announce("1");
    const download = s.request(honest.id, "1");
    await s.advance();
    honest.remote.header("1", 1000);
    honest.remote.raw(content(1000));
    await s.advance();
    expect(download.outcome()).toBe("download.done");
  });
});

describe("a cancelled download", () => {
  test("fails at once with the bytes that came, and tells the peer", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 1000);
    remote.raw(content(300));
    await s.advance();
    download.cancel();
    expect(download.outcome()).toBe("P2P_CANCELLED");
    expect(download.bytes()).toEqual(content(300));
    await s.advance();
    expect(remote.heard().at(-1)).toBe("cancel swarm+1");
  });

  test("pieces that 0.6.2 sends on are not taken for the next segment, nor is the peer free before they end", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const first = s.request(id, "1");
    await s.advance();
    remote.header("1", 4000);
    remote.raw(content(1000));
    await s.advance();
    first.cancel();
    expect(s.roomOf(id)).toBe(0);
    for (let n = 0; n < 2; n++) {
      await s.advance(400);
      // Were it taken for a command, it would be an offence.
      remote.text(`{"c":3,"i":5,"x":"${"x".repeat(1000 - 20)}"}`);
    }
    await s.advance(400);
    expect(s.roomOf(id)).toBe(0);
    remote.raw(content(1000));
    await s.advance();
    expect(s.roomOf(id)).toBe(1);

    const second = s.request(id, "2");
    await s.advance();
    remote.header("2", 500);
    remote.raw(content(500));
    await s.advance();
    expect(second.bytes()).toEqual(content(500));
    expect(first.events.filter(({ type }) => type === "download.failed")).toHaveLength(1);
    expect(remote.isClosed()).toBe(false);
  });

  test("frees the peer soon when the peer stops at once, as ours do", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 4_000_000);
    remote.raw(content(1000));
    await s.advance();
    download.cancel();
    expect(s.roomOf(id)).toBe(0);
    s.notices.length = 0;
    await s.advance(s.ports.limits.cancelQuiet + 10);
    expect(s.roomOf(id)).toBe(1);
    expect(s.notices).toEqual(["a peer is free"]);
  });

  test("the late answer to a cancelled request is not taken for the answer to the next", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    s.request(id, "1").cancel();
    await s.advance(600);
    const second = s.request(id, "2");
    await s.advance();
    remote.header("1", 800);
    remote.raw(content(800));
    remote.say({ type: "absent", id: wireId("1") });
    remote.header("2", 500);
    remote.raw(content(500));
    await s.advance();
    expect(second.bytes()).toEqual(content(500));
  });

  test("keeps the peer from being asked while a late answer comes in", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    s.request(id, "1").cancel();
    await s.advance(2 * s.ports.limits.cancelQuiet);
    expect(s.roomOf(id)).toBe(1);
    remote.header("1", 800);
    await s.advance(s.ports.limits.cancelQuiet / 2);
    expect(s.roomOf(id)).toBe(0);
    remote.raw(content(800));
    await s.advance();
    expect(s.roomOf(id)).toBe(1);
  });

  test("after a freeze every transfer is given up, without a strike", async () => {
    const s = createSwarmFixture({ limits: { strikes: 1 } });
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 4000);
    await s.advance();
    s.swarm.send({ type: "transfers.expire", reason: "the page was frozen" });
    expect(download.outcome()).toBe("P2P_EXPIRED");
    expect(remote.isClosed()).toBe(false);
  });
});
