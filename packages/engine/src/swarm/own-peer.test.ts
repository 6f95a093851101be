/** Between peers of our own: several requests at once, parts of segments, changes of maps (docs/protocol.md). */
import { describe, expect, test } from "vitest";
import { pieceHeaderBytes } from "@swarmlane/wire";
import {
  areSame,
  content,
  createSwarmFixture,
  named,
  type SwarmFixtureOptions,
  wireId,
} from "./swarm.fake.ts";

const KiB = 1024;

type Fixture = ReturnType<typeof createSwarmFixture>;
type Pair = NonNullable<Parameters<Fixture["join"]>[1]>;

/** A remote that says what it speaks first, and then that it has nothing. */
async function meetOwn(options: SwarmFixtureOptions = {}, pair: Pair = {}) {
  const s = createSwarmFixture(options);
  const { connectionId, remote, channel } = await s.open(true, pair);
  const id = "a".repeat(40) as never;
  s.admit(connectionId, id);
  remote.hello();
  remote.announce();
  await s.advance();
  return { s, remote, id, channel, connectionId };
}

/** One whole segment was fetched: its speed is known. */
async function meetTried(options: SwarmFixtureOptions = {}, pair: Pair = {}) {
  const met = await meetOwn(options, pair);
  const { s, remote, id } = met;
  const first = s.request(id, "first");
  await s.advance();
  remote.answers(1, 1000);
  remote.piece(1, 0, content(1000));
  await s.advance(5);
  expect(first.outcome()).toBe("download.done");
  remote.frames.length = 0;
  return met;
}

describe("which protocol is spoken", () => {
  test("a peer that greets first is asked by number", async () => {
    const { s, remote, id } = await meetOwn();
    expect(remote.greetings).toHaveLength(1);
    s.request(id, "1");
    await s.advance();
    expect(remote.heard()).toEqual(["map 0", "request swarm+1 as 1"]);
  });

  test.each([
    ["versions that are all newer than ours", `{"c":16,"v":[2,9]}`],
    ["a version from before the first", `{"c":16,"v":[0,0]}`],
  ])("with %s it is 0.6", async (_what, hello) => {
    const s = createSwarmFixture();
    const { connectionId, remote } = await s.open();
    const id = "a".repeat(40) as never;
    s.admit(connectionId, id);
    remote.text(hello);
    await s.advance();
    s.request(id, "1");
    await s.advance();
    expect(remote.heard()).toEqual(["map 0", "request swarm+1"]);
  });

  test("a newer peer that still speaks ours, and says more than we know, is one of our own", async () => {
    const s = createSwarmFixture();
    const { connectionId, remote } = await s.open();
    const id = "a".repeat(40) as never;
    s.admit(connectionId, id);
    remote.text(`{"c":16,"v":[1,7],"features":["x"]}`);
    await s.advance();
    s.request(id, "1");
    await s.advance();
    expect(new TextDecoder().decode(remote.frames.at(-1))).toBe(`{"c":3,"i":"swarm+1","r":1}`);
  });

  test("a greeting that comes later changes nothing", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    remote.text(`{"c":16,"v":[1,1]}`);
    remote.header("1", 10);
    remote.text(`{"c":16,"v":[1,1]}`.slice(0, 10));
    await s.advance();
    expect(download.bytes()?.byteLength).toBe(10);
  });

  test.each([`{"c":16}`, `{"c":16,"v":[2,1]}`, `{"c":16,"v":["1",1]}`, `{"c":16,"v":[1,1e300]}`])(
    "the greeting %s is an offence",
    async (hello) => {
      const s = createSwarmFixture();
      const { connectionId, remote } = await s.open();
      s.admit(connectionId, "a".repeat(40) as never);
      remote.text(hello);
      await s.advance();
      expect(s.drops()).toEqual(["P2P_PROTOCOL_ERROR"]);
    },
  );

  test("nothing is asked before the peer has said what it speaks", async () => {
    const s = createSwarmFixture();
    const { connectionId } = await s.open();
    const id = "a".repeat(40) as never;
    s.admit(connectionId, id);
    expect(s.roomOf(id)).toBe(0);
    expect(s.request(id, "1").outcome()).toBe("P2P_UNAVAILABLE");
  });
});

describe("several downloads at once", () => {
  test("one until the peer has brought something, then as many as the limit says", async () => {
    const { s, remote, id } = await meetOwn();
    expect(s.roomOf(id)).toBe(1);
    const first = s.request(id, "1");
    expect(s.roomOf(id)).toBe(0);
    await s.advance();
    remote.answers(1, 10);
    remote.piece(1, 0, content(10));
    await s.advance();
    expect(first.outcome()).toBe("download.done");
    expect(s.roomOf(id)).toBe(s.ports.limits.requestsInFlight);
    for (let n = 0; n < s.ports.limits.requestsInFlight; n++) s.request(id, `more ${n}`);
    expect(s.view.peers.get(id)).toMatchObject({
      room: 0,
      pending: s.ports.limits.requestsInFlight,
    });
    expect(s.request(id, "too many").outcome()).toBe("P2P_UNAVAILABLE");
  });

  test("each gets its own bytes, in whatever order they come, and commands go between them", async () => {
    const { s, remote, id } = await meetTried();
    const one = s.request(id, "1");
    const two = s.request(id, "2");
    await s.advance();
    expect(remote.heard()).toEqual(["request swarm+1 as 2", "request swarm+2 as 3"]);
    const bytes = content(2000);
    remote.answers(3, 1000);
    remote.answers(2, 2000);
    remote.piece(3, 0, bytes.subarray(0, 500));
    remote.piece(2, 0, bytes.subarray(0, 1500));
    remote.announce("7");
    remote.piece(3, 500, bytes.subarray(500, 1000));
    remote.piece(2, 1500, bytes.subarray(1500));
    await s.advance();
    expect(areSame(one.bytes(), bytes)).toBe(true);
    expect(areSame(two.bytes(), bytes.subarray(0, 1000))).toBe(true);
    expect(s.holders("7")).toEqual([id]);
  });

  test("a piece that looks like JSON is a piece", async () => {
    const { s, remote, id } = await meetTried();
    const download = s.request(id, "1");
    await s.advance();
    const bytes = new TextEncoder().encode(`{"c":1,"i":"swarm+1","r":2}`);
    remote.answers(2, bytes.byteLength);
    remote.piece(2, 0, bytes);
    await s.advance();
    expect(areSame(download.bytes(), bytes)).toBe(true);
  });

  test("a cancel ends one, tells the peer, and leaves the others; what was on its way is swallowed", async () => {
    const { s, remote, id } = await meetTried();
    const one = s.request(id, "1");
    const two = s.request(id, "2");
    await s.advance();
    remote.answers(2, 2000);
    remote.piece(2, 0, content(500));
    await s.advance();
    one.cancel();
    expect(one.outcome()).toBe("P2P_CANCELLED");
    expect(areSame(one.bytes(), content(500))).toBe(true);
    expect(s.roomOf(id)).toBe(s.ports.limits.requestsInFlight - 1);
    remote.piece(2, 500, content(1500));
    remote.answers(3, 100);
    remote.piece(3, 0, content(100));
    await s.advance();
    expect(remote.heard().at(-1)).toBe("cancel swarm+1 as 2");
    expect(two.outcome()).toBe("download.done");
    expect(s.drops()).toEqual([]);
  });

  test("the late answer to a request that was cancelled before it is swallowed", async () => {
    const { s, remote, id } = await meetTried();
    s.request(id, "1").cancel();
    await s.advance();
    remote.answers(2, 800);
    remote.piece(2, 0, content(800));
    remote.say({ type: "absent", id: wireId("1"), number: 2 });
    await s.advance();
    expect(s.drops()).toEqual([]);
    expect(s.roomOf(id)).toBe(s.ports.limits.requestsInFlight);
  });

  test("one that waits behind another is not unanswered; when nothing comes at all the peer is closed", async () => {
    const { s, remote, id } = await meetTried({ settings: { p2pSegmentDownloadTimeout: 3000 } });
    const one = s.request(id, "1");
    const two = s.request(id, "2");
    await s.advance();
    remote.answers(2, 100_000);
    for (let n = 0; n < 4; n++) {
      remote.piece(2, 2000 * n, content(2000));
      await s.advance(2000);
    }
    expect(two.outcome()).toBeUndefined();
    await s.advance(1500);
    expect(two.outcome()).toBe("P2P_TIMEOUT");
    expect(one.outcome()).toBe("P2P_TIMEOUT");
    expect(s.drops()).toEqual(["P2P_TIMEOUT"]);
  });

  test("a peer that says of one after the other that it cannot serve it now is not unanswering", async () => {
    const { s, remote, id } = await meetTried({ settings: { p2pSegmentDownloadTimeout: 3000 } });
    const requests = [1, 2, 3].map((n) => s.request(id, String(n)));
    for (let n = 1; n <= 3; n++) {
      await s.advance(2000);
      remote.say({ type: "absent", id: wireId(String(n)), number: n + 1 });
    }
    await s.advance();
    expect(requests.map((each) => each.outcome())).toEqual(Array(3).fill("P2P_ABSENT"));
    expect(s.drops()).toEqual([]);
  });

  test("all of them end when the peer closes, each with what came of it", async () => {
    const { s, remote, id } = await meetTried();
    const downloads = ["1", "2", "3"].map((name) => s.request(id, name));
    await s.advance();
    remote.answers(2, 2000);
    remote.piece(2, 0, content(700));
    await s.advance();
    remote.close();
    await s.advance();
    expect(downloads.map((each) => each.outcome())).toEqual(Array(3).fill("P2P_CLOSED"));
    expect(downloads.map((each) => each.bytes()?.byteLength)).toEqual([700, undefined, undefined]);
  });

  test("its speed is that of all together, not of the one that waited longest", async () => {
    const { s, remote, id } = await meetTried({ limits: { progressInterval: 1 } });
    for (let n = 0; n < 8; n++) s.request(id, String(n + 1));
    await s.advance();
    for (let n = 0; n < 8; n++) {
      remote.answers(n + 2, 10_000);
      remote.piece(n + 2, 0, content(5000));
      await s.advance(50);
      remote.piece(n + 2, 5000, content(5000));
      await s.advance(50);
    }
    expect(s.view.peers.get(id)?.speed).toBeGreaterThan(80);
    expect(s.view.peers.get(id)?.speed).toBeLessThan(250);
  });
});

describe("a part of a segment", () => {
  test("is asked for from where others stopped, and joined to what they brought", async () => {
    const { s, remote, id } = await meetTried();
    const bytes = content(2000);
    const partial = { payload: s.payloads.put(bytes.slice(0, 800)), size: 2000 };
    const download = s.request(id, "1", { partial });
    await s.advance();
    expect(remote.heard()).toEqual(["request swarm+1 as 2 from 800"]);
    remote.answers(2, 2000);
    remote.piece(2, 800, bytes.subarray(800));
    await s.advance();
    expect(download.events[0]).toMatchObject({ type: "download.started", size: 2000, head: 800 });
    expect(areSame(download.bytes(), bytes)).toBe(true);
    const counted = s.ports.eventsOf("bytes/downloaded").map((event) => event.bytes);
    expect(counted.reduce((sum, each) => sum + each, 0)).toBe(1000 + 1200);
  });

  test("that stops again brings all that is there", async () => {
    const { s, remote, id } = await meetTried();
    const bytes = content(2000);
    const partial = { payload: s.payloads.put(bytes.slice(0, 800)), size: 2000 };
    const download = s.request(id, "1", { partial });
    await s.advance();
    remote.answers(2, 2000);
    remote.piece(2, 800, bytes.subarray(800, 1000));
    await s.advance();
    download.cancel();
    expect(areSame(download.bytes(), bytes.subarray(0, 1000))).toBe(true);
  });

  test("that the peer has not got, because its copy is another, makes it no less a holder", async () => {
    const { s, remote, id } = await meetTried();
    remote.announce("1");
    await s.advance();
    const partial = { payload: s.payloads.put(content(800)), size: 2000 };
    const download = s.request(id, "1", { partial });
    await s.advance();
    remote.say({ type: "absent", id: wireId("1"), number: 2 });
    await s.advance();
    expect(download.outcome()).toBe("P2P_OTHER_COPY");
    expect(s.holders("1")).toEqual([id]);
    const whole = s.request(id, "1");
    await s.advance();
    remote.say({ type: "absent", id: wireId("1"), number: 3 });
    await s.advance();
    expect(whole.outcome()).toBe("P2P_ABSENT");
    expect(s.holders("1")).toEqual([]);
  });

  test("is the whole again from a 0.6 peer", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const partial = { payload: s.payloads.put(content(800)), size: 2000 };
    const download = s.request(id, "1", { partial });
    await s.advance();
    expect(remote.heard().at(-1)).toBe("request swarm+1");
    remote.header("1", 1500);
    remote.raw(content(1500));
    await s.advance();
    expect(download.events[0]).toMatchObject({ head: 0, size: 1500 });
    expect(areSame(download.bytes(), content(1500))).toBe(true);
  });

  test("of another size than was asked for is an offence", async () => {
    const { s, remote, id } = await meetTried();
    const partial = { payload: s.payloads.put(content(800)), size: 2000 };
    const download = s.request(id, "1", { partial });
    await s.advance();
    remote.answers(2, 2001);
    remote.piece(2, 800, content(10));
    await s.advance();
    expect(download.outcome()).toBe("P2P_PROTOCOL_ERROR");
    expect(s.drops()).toEqual(["P2P_PROTOCOL_ERROR"]);
  });
});

describe("uploads", () => {
  test("go out in numbered pieces, a later request's after an earlier one's, with commands between", async () => {
    const { s, remote } = await meetOwn({}, { bandwidth: 1000 });
    for (const name of ["1", "2"]) s.stored.set(wireId(name), content(2000 * KiB));
    remote.frames.length = 0;
    remote.ask("1", 1);
    remote.ask("2", 2);
    await s.advance(100);
    const loaded = ["5", "6", "7"].map((sequence) => segment(sequence));
    s.swarm.send({
      type: "announce",
      announcement: { loaded, loadingByHttp: [], coming: [], arriving: [] },
    });
    await s.advance(5000);
    const heard = remote.heard();
    const at = heard.findIndex((each) => each.startsWith("map") || each.startsWith("changes"));
    expect(heard[0]).toBe("piece 1: 0+65522 of 2048000");
    expect(heard.slice(at).some((each) => each.startsWith("piece 1:"))).toBe(true);
    const last = heard.map((each) => each.startsWith("piece 1:")).lastIndexOf(true);
    expect(heard.indexOf("piece 2: 0+65522 of 2048000")).toBe(last + 1);
    expect(heard.at(-1)).toMatch(/^piece 2: \d+\+\d+ of 2048000$/);
    expect(Math.max(...remote.frames.map((frame) => frame.byteLength))).toBe(65_535);
  });

  test("start at the byte that is asked for, of a segment of that size", async () => {
    const { s, remote } = await meetOwn();
    s.stored.set(wireId("1"), content(1000));
    remote.frames.length = 0;
    remote.ask("1", 1, { offset: 900, size: 1000 });
    remote.ask("1", 2, { offset: 900, size: 1001 });
    await s.advance(5);
    expect(remote.heard()).toEqual(["piece 1: 900+100 of 1000", "absent swarm+1 as 2"]);
    expect(areSame(remote.frames[0]?.subarray(pieceHeaderBytes), content(1000).subarray(900))).toBe(
      true,
    );
  });

  test("the next segment is read while the one before is sent", async () => {
    const { s, remote } = await meetOwn({}, { bandwidth: 100 });
    for (const name of ["1", "2", "3"]) s.stored.set(wireId(name), content(2000 * KiB));
    for (const [index, name] of ["1", "2", "3"].entries()) remote.ask(name, index + 1);
    await s.advance(50);
    expect(remote.heard().some((each) => each.startsWith("piece 2:"))).toBe(false);
    expect(s.reads).toEqual([wireId("1"), wireId("2")]);
  });

  test("a cancel stops the one, and the next begins at once", async () => {
    const { s, remote } = await meetOwn({}, { bandwidth: 1000 });
    for (const name of ["1", "2"]) s.stored.set(wireId(name), content(4000 * KiB));
    remote.ask("1", 1);
    remote.ask("2", 2);
    await s.advance(100);
    remote.say({ type: "cancel", id: wireId("1"), number: 1 });
    await s.advance(1000);
    const heard = remote.heard();
    const next = heard.indexOf("piece 2: 0+65522 of 4096000");
    const last = heard.map((each) => each.startsWith("piece 1:")).lastIndexOf(true);
    expect(last).toBeLessThan(next);
    expect(last * 65_522).toBeLessThan(100 * 1000 + s.ports.limits.bufferedHigh + 128 * KiB);
  });

  test("hundreds a second are no flood while each is served", async () => {
    const { s, remote } = await meetOwn();
    for (let n = 1; n <= 1000; n++) {
      s.stored.set(wireId(String(n)), content(100));
      remote.ask(String(n), n);
      await s.advance(2);
    }
    expect(s.drops()).toEqual([]);
    expect(remote.heard()).toContain("piece 1000: 0+100 of 100");
  });

  test("as many wait as the limit says, the rest is Absent", async () => {
    const { s, remote } = await meetOwn({}, { bandwidth: 100 });
    s.stored.set(wireId("1"), content(2000 * KiB));
    const { requestsInFlight } = s.ports.limits;
    for (let n = 1; n <= requestsInFlight + 2; n++) remote.ask(n === 1 ? "1" : `x${n}`, n);
    await s.advance(10_000);
    const absent = remote.heard().filter((each) => each.startsWith("absent"));
    expect(absent).toEqual([
      `absent swarm+x${requestsInFlight + 1} as ${requestsInFlight + 1}`,
      `absent swarm+x${requestsInFlight + 2} as ${requestsInFlight + 2}`,
    ]);
  });
});

describe("maps", () => {
  const announce = (s: Fixture, ...names: string[]) => {
    const announcement = {
      loaded: names.map((name) => segment(name)),
      loadingByHttp: [],
      coming: [],
      arriving: [],
    };
    s.swarm.send({ type: "announce", announcement });
    return s.advance(s.ports.limits.announceCoalesce + 5);
  };
  const many = Array.from({ length: 30 }, (_, n) => String(n));

  test("ours goes out whole once, and then as changes", async () => {
    const { s, remote } = await meetOwn();
    await announce(s, ...many);
    await announce(s, ...many.slice(1), "new");
    expect(remote.heard()).toEqual(["map 0", "map 30", "changes 2"]);
  });

  test("ours goes out whole when the peer lost track", async () => {
    const { s, remote } = await meetOwn();
    await announce(s, ...many);
    await announce(s, ...many, "new");
    remote.text(`{"c":18}`);
    await s.advance();
    expect(remote.heard()).toEqual(["map 0", "map 30", "changes 1", "map 31"]);
  });

  test("a 0.6 peer gets the whole each time", async () => {
    const s = createSwarmFixture();
    const { remote } = await s.join();
    await announce(s, ...many);
    await announce(s, ...many, "new");
    expect(remote.heard()).toEqual(["map 0", "map 30", "map 31"]);
  });

  test("a peer's changes are applied; after a gap the whole is asked for, once", async () => {
    const one = createSwarmFixture();
    const { remote: teacher } = await (async () => {
      const { connectionId, remote } = await one.open();
      one.admit(connectionId, "b".repeat(40) as never);
      remote.hello();
      await one.advance();
      return { remote };
    })();
    await announce(one, ...many);
    await announce(one, ...many.slice(1), "new");
    await announce(one, ...many.slice(2), "new");
    const [, whole, changes, later] = teacher.frames;
    if (whole === undefined || changes === undefined || later === undefined)
      throw new Error("none");

    const { s, remote, id } = await meetOwn();
    const holds = (name: string) => s.holders(name).includes(id);
    remote.raw(whole);
    remote.raw(changes);
    await s.advance();
    expect([holds("0"), holds("1"), holds("new")]).toEqual([false, true, true]);
    remote.raw(changes);
    remote.raw(changes);
    remote.raw(later);
    await s.advance();
    expect(remote.heard()).toEqual(["map 0", "resend"]);
    expect(holds("1")).toBe(true);
    remote.raw(whole);
    await s.advance();
    expect([holds("0"), holds("new")]).toEqual([true, false]);
  });

  test("changes that let a map grow without end are an offence", async () => {
    const { s, remote, id } = await meetOwn({ limits: { segmentsPerMap: 10 } });
    const empty = new TextEncoder().encode(`{"c":2,"m":{}}`);
    remote.raw(empty);
    let from = hash(empty);
    for (let n = 0; n < 3; n++) {
      const names = Array.from({ length: 5 }, (_, k) => `${n}-${k}`).join("|");
      remote.text(`{"c":17,"f":${from},"t":${n},"m":{"swarm":["${names}",[0,0,0,0,0]]}}`);
      from = n;
      await s.advance();
    }
    expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
    expect(s.holders("0-0")).toEqual([]);
    expect(s.view.peers.has(id)).toBe(false);
  });

  test("a flood of changes, or of questions for the whole, ends the connection", async () => {
    for (const text of [`{"c":17,"f":1,"t":2,"m":{}}`, `{"c":18}`]) {
      const { s, remote } = await meetOwn();
      for (let n = 0; n < 1000; n++) remote.text(text);
      await s.advance();
      expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
    }
  });
});

describe("hostile peers of our own", () => {
  const pieceOf = (number: number, offset: number, bytes: Uint8Array) =>
    ["piece", number, offset, bytes] as const;
  test.each([
    ["of a request that was never made", pieceOf(9, 0, content(10))],
    ["in the middle of what has not begun", pieceOf(2, 5, content(10))],
    ["without bytes", pieceOf(2, 0, new Uint8Array())],
    ["of a segment that is complete", pieceOf(1, 0, content(10))],
  ])("a piece %s is an offence", async (_what, [, number, offset, bytes]) => {
    const { s, remote, id } = await meetTried();
    const download = s.request(id, "1");
    await s.advance();
    remote.piece(number, offset, bytes);
    await s.advance();
    expect(s.drops()).toEqual(["P2P_PROTOCOL_ERROR"]);
    expect(download.outcome()).toBe("P2P_PROTOCOL_ERROR");
  });

  test.each([
    ["out of turn", 1000, 10],
    ["beyond the end", 100, 1901],
    ["again", 0, 100],
  ])("a piece %s is an offence", async (_what, offset, length) => {
    const { s, remote, id } = await meetTried();
    const download = s.request(id, "1");
    await s.advance();
    remote.answers(2, 2000);
    remote.piece(2, 0, content(100));
    remote.piece(2, offset, content(length));
    await s.advance();
    expect(s.drops()).toEqual(["P2P_PROTOCOL_ERROR"]);
    expect(download.bytes()?.byteLength).toBe(100);
    expect(s.payloads.bytes).toBe(1000 + 100);
  });

  test("a piece of another size than the one before said is an offence", async () => {
    const { s, remote, id } = await meetTried();
    const download = s.request(id, "1");
    await s.advance();
    remote.answers(2, 2000);
    remote.piece(2, 0, content(100));
    remote.answers(2, 3000);
    remote.piece(2, 100, content(100));
    await s.advance();
    expect(s.drops()).toEqual(["P2P_PROTOCOL_ERROR"]);
    expect(download.bytes()?.byteLength).toBe(100);
  });

  test("a data command, and a piece of a segment over the limit, are offences", async () => {
    for (const size of [undefined, 64 * KiB * KiB + 1]) {
      const { s, remote, id } = await meetTried();
      s.request(id, "1");
      await s.advance();
      if (size === undefined) remote.say({ type: "data", id: wireId("1"), size: 10, number: 2 });
      else remote.answers(2, size);
      remote.piece(2, 0, content(10));
      await s.advance();
      expect(s.drops()).toEqual(["P2P_PROTOCOL_ERROR"]);
    }
  });

  test("a piece of a request that was cancelled long ago is an offence", async () => {
    const { s, remote, id } = await meetTried();
    for (let n = 0; n <= 8 * s.ports.limits.requestsInFlight; n++) {
      s.request(id, String(n)).cancel();
      await s.advance(50);
    }
    remote.piece(3, 0, content(10));
    await s.advance();
    expect(s.drops()).toEqual([]);
    remote.piece(2, 0, content(10));
    await s.advance();
    expect(s.drops()).toEqual(["P2P_PROTOCOL_ERROR"]);
  });

  test("more of a cancelled segment than was missing is an offence", async () => {
    const { s, remote, id } = await meetTried();
    const download = s.request(id, "1");
    await s.advance();
    remote.answers(2, 2000);
    remote.piece(2, 0, content(500));
    await s.advance();
    download.cancel();
    remote.piece(2, 500, content(1500));
    await s.advance();
    expect(s.drops()).toEqual([]);
    remote.piece(2, 500, content(1));
    await s.advance();
    expect(s.drops()).toEqual(["P2P_PROTOCOL_ERROR"]);
  });

  test.each([
    ["no number", `{"c":3,"i":"swarm+1"}`],
    ["a number that is none", `{"c":3,"i":"swarm+1","r":-1}`],
    ["a start without a size", `{"c":3,"i":"swarm+1","r":9,"o":5}`],
    ["a start at the end", `{"c":3,"i":"swarm+1","r":9,"o":5,"s":5}`],
    ["a start that is no number", `{"c":3,"i":"swarm+1","r":9,"o":"5","s":9}`],
    ["a cancel without a number", `{"c":4,"i":"swarm+1"}`],
    ["changes without hashes", `{"c":17,"m":{}}`],
    ["changes of a status that is none", `{"c":17,"f":1,"t":2,"m":{"swarm":["1",[3]]}}`],
    ["what is no frame at all", "hello?"],
    ["an empty frame", ""],
  ])("%s is an offence", async (_what, text) => {
    const { s, remote } = await meetOwn();
    remote.text(text);
    await s.advance();
    expect(s.drops()).toEqual(["P2P_PROTOCOL_ERROR"]);
  });

  test("numbers that do not rise are an offence", async () => {
    const { s, remote } = await meetOwn();
    remote.ask("1", 5);
    remote.ask("2", 5);
    await s.advance();
    expect(s.drops()).toEqual(["P2P_PROTOCOL_ERROR"]);
  });
});

function hash(bytes: Uint8Array): number {
  let value = 0x811c9dc5;
  for (const byte of bytes) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

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

describe("what is on its way to a viewer from others", () => {
  const coming = (...names: string[]) => ({
    ...{ type: "announce" as const },
    announcement: {
      loaded: [],
      loadingByHttp: [],
      coming: names.map((name) => segment(name)),
      arriving: [],
    },
  });
  const told = (s: Fixture, name: string) => s.view.loaders(named(name));

  test("is told at once when it changes, to peers of our own only", async () => {
    const { s, remote } = await meetOwn();
    const old = await s.join("b");
    s.swarm.send(coming("1", "2"));
    await s.advance(1);
    expect(remote.heard()).toEqual(["map 0", "coming 2"]);
    s.swarm.send(coming("2"));
    await s.advance(s.ports.limits.announceCoalesce);
    s.swarm.send(coming("2"));
    await s.advance(1000);
    s.swarm.send(coming());
    await s.advance(1000);
    expect(remote.heard()).toEqual(["map 0", "coming 2", "coming 1", "coming 0"]);
    expect(old.remote.heard()).toEqual(["map 0"]);
  });

  test("is not told by a viewer that only takes", async () => {
    const { s, remote } = await meetOwn({ settings: { consumeOnly: true } });
    s.swarm.send(coming("1"));
    await s.advance(1000);
    expect(remote.heard()).toEqual([]);
  });

  test("counts as loading, but nobody asks for it; it is forgotten when the next word comes or the peer leaves", async () => {
    const { s, remote, id } = await meetOwn();
    remote.text(`{"c":19,"m":{"swarm":["1|2",[1,1]]}}`);
    await s.advance(5);
    expect([told(s, "1"), s.holders("1")]).toEqual([[id], []]);
    remote.text(`{"c":19,"m":{"swarm":["2",[1]]}}`);
    await s.advance(5);
    expect([told(s, "1"), told(s, "2")]).toEqual([[], [id]]);
    remote.close();
    await s.advance(5);
    expect(told(s, "2")).toEqual([]);
  });

  test("breaks the protocol where it is no map, and costs what a map costs", async () => {
    const { s, remote } = await meetOwn();
    remote.text(`{"c":19,"m":7}`);
    await s.advance(5);
    expect(s.drops()).toEqual(["P2P_PROTOCOL_ERROR"]);
    const greedy = await meetOwn();
    const names = Array.from({ length: 800 }, (_, n) => n);
    const frame = JSON.stringify({ c: 19, m: { swarm: [names.join("|"), names.map(() => 1)] } });
    for (let n = 0; n < 50; n++) greedy.remote.text(frame);
    await greedy.s.advance(5);
    expect(greedy.s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
  });
});

describe("a viewer takes part in elections", () => {
  test("when it is of our own and plays the stream, or has nothing yet", async () => {
    const { s, remote, id } = await meetOwn();
    await s.join("b");
    expect(s.view.electors("swarm")).toEqual([id]);
    expect(s.view.electors("another")).toEqual([id]);
    remote.announce("1");
    await s.advance(5);
    expect(s.view.electors("swarm")).toEqual([id]);
    expect(s.view.electors("another")).toEqual([]);
  });

  test("but not while it is doubted, because it said that it was loading what did not come", async () => {
    const { s, remote, id } = await meetOwn();
    remote.text(`{"c":2,"m":{"swarm":["1",[1]]}}`);
    await s.advance(5);
    expect(s.view.loaders(named("1"))).toEqual([id]);
    s.swarm.send({ type: "peer.doubted", peerId: id });
    expect([s.view.loaders(named("1")), s.view.electors("swarm")]).toEqual([[], []]);
    await s.advance(s.ports.limits.absentBackoff);
    expect([s.view.loaders(named("1")), s.view.electors("swarm")]).toEqual([[id], [id]]);
  });
});

describe("what is still arriving", () => {
  /** `a` is sending us a segment of 3,000 bytes, of which 1,000 have come. `b` is another peer of our own. */
  async function receive(options: SwarmFixtureOptions = {}) {
    const met = await meetOwn({
      settings: { webRtcMaxMessageSize: 1000 + pieceHeaderBytes },
      ...options,
    });
    const { s, remote, id } = met;
    const { connectionId, remote: reader } = await s.open();
    const readerId = "b".repeat(40) as never;
    s.admit(connectionId, readerId);
    reader.hello();
    reader.announce();
    const download = s.request(id, "1");
    await s.advance();
    remote.answers(1, 3000);
    remote.piece(1, 0, content(3000).subarray(0, 1000));
    await s.advance();
    reader.frames.length = 0;
    return { ...met, reader, readerId, download };
  }

  test("is sent on as it comes, and ends as a whole segment", async () => {
    const { s, remote, reader, download } = await receive();
    reader.ask("1", 1);
    await s.advance();
    expect(reader.heard()).toEqual(["piece 1: 0+1000 of 3000"]);
    remote.piece(1, 1000, content(3000).subarray(1000));
    await s.advance();
    expect(download.outcome()).toBe("download.done");
    expect(reader.heard().slice(1)).toEqual([
      "piece 1: 1000+1000 of 3000",
      "piece 1: 2000+1000 of 3000",
    ]);
    const bytes = reader.frames.map((frame) => frame.subarray(pieceHeaderBytes));
    expect(areSame(Buffer.concat(bytes), content(3000))).toBe(true);
    reader.ask("2", 2);
    await s.advance();
    expect(reader.heard().at(-1)).toBe("absent swarm+2 as 2");
  });

  test("when its source leaves, the reader is told that it has to look elsewhere", async () => {
    const { s, remote, reader, download } = await receive();
    reader.ask("1", 1);
    await s.advance();
    remote.close();
    await s.advance();
    expect(download.outcome()).toBe("P2P_CLOSED");
    expect(reader.commands().at(-1)).toMatchObject({ type: "absent", number: 1, isBusy: true });
  });

  test("nobody is sent what they have already, or another copy, or what they did not ask for by number", async () => {
    const { s, reader } = await receive();
    reader.ask("1", 1, { offset: 1000, size: 3000 });
    reader.ask("1", 2, { offset: 500, size: 4000 });
    await s.advance();
    expect(reader.heard()).toEqual(["absent swarm+1 as 1", "absent swarm+1 as 2"]);
    const { remote: old } = await s.join("c");
    old.ask("1");
    await s.advance();
    expect(old.heard().at(-1)).toBe("absent swarm+1");
  });

  test("a reader that cancels is sent no more of it", async () => {
    const { s, remote, reader } = await receive();
    reader.ask("1", 1);
    await s.advance();
    reader.say({ type: "cancel", id: wireId("1"), number: 1 });
    await s.advance();
    remote.piece(1, 1000, content(3000).subarray(1000));
    await s.advance();
    expect(reader.heard()).toEqual(["piece 1: 0+1000 of 3000"]);
  });

  const arriving = `{"c":19,"m":{"swarm":["1",[0]]}}`;

  test("a peer says so by the status 0, and is then asked; not by a page that validates segments", async () => {
    for (const hasValidator of [false, true]) {
      const { s, remote, id } = await meetOwn({ hasValidator });
      remote.text(`{"c":19,"m":{"swarm":["1|2",[0,1]]}}`);
      await s.advance();
      expect(s.view.relays(named("1"))).toEqual(hasValidator ? [] : [id]);
      expect(s.view.relays(named("2"))).toEqual([]);
      expect(s.view.loaders(named("1"))).toEqual([id]);
      remote.text(`{"c":19,"m":{}}`);
      await s.advance();
      expect(s.view.relays(named("1"))).toEqual([]);
    }
  });

  test("a relay that stops is not blamed for its source, and is asked again soon", async () => {
    const { s, remote, id } = await meetOwn();
    for (let number = 1; number <= 4; number++) {
      remote.text(arriving);
      await s.advance();
      const download = s.request(id, "1");
      await s.advance();
      remote.answers(number, 3000);
      remote.piece(number, 0, content(1000));
      await s.advance(s.ports.limits.p2pIdle + 1);
      expect(download.outcome()).toBe("P2P_BUSY");
      expect(s.view.relays(named("1"))).toEqual([]);
      await s.advance(s.ports.limits.shortBackoff);
      expect(s.view.relays(named("1"))).toEqual([id]);
    }
    expect(s.drops()).toEqual([]);
  });

  test("a peer that is busy keeps what it has brought, and is asked again soon", async () => {
    const { s, remote, id } = await meetOwn();
    remote.announce("1");
    await s.advance();
    const partial = { payload: s.payloads.put(content(1000)), size: 3000 };
    const download = s.request(id, "1", { partial });
    await s.advance();
    remote.say({ type: "absent", id: wireId("1"), number: 1, isBusy: true });
    await s.advance();
    expect(download.outcome()).toBe("P2P_BUSY");
    expect(s.holders("1")).toEqual([]);
    await s.advance(s.ports.limits.shortBackoff);
    expect(s.holders("1")).toEqual([id]);
  });
});
