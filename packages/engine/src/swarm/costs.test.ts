/** A peer is charged for its cost: bytes, messages and entries of any kind. */
import { describe, expect, test } from "vitest";
import { content, createSwarmFixture, type Remote, wireId } from "./swarm.fake.ts";

const KiB = 1024;
const MiB = 1024 * KiB;

type Fixture = ReturnType<typeof createSwarmFixture>;

/** Sends until the connection is closed. Returns how many bytes it took. */
async function flood(s: Fixture, remote: Remote, frame: Uint8Array, most: number, ms = 1) {
  let sent = 0;
  while (sent < most && !remote.isClosed()) {
    remote.raw(frame);
    sent += frame.byteLength;
    await s.advance(ms);
  }
  return sent;
}

const mapOf = (stream: string, from: number, count: number) => {
  const names = Array.from({ length: count }, (_, n) => String(from + n));
  const map = { c: 2, m: { [stream]: [names.join("|"), names.map(() => 0)] } };
  return new TextEncoder().encode(JSON.stringify(map));
};

describe("bytes that nobody asked for", () => {
  test.each([
    ["60 kB at a time", 60_000],
    ["4 KiB at a time", 4 * KiB],
    ["one byte at a time", 1],
  ])("%s end the connection of a 0.6 peer, with a strike", async (_what, size) => {
    const s = createSwarmFixture();
    const { remote } = await s.join();
    const sent = await flood(s, remote, content(size).fill(0x47), 64 * MiB);
    expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
    expect(sent).toBeLessThan(2 * MiB);
    expect(s.ports.eventsOf("bytes/downloaded")).toEqual([]);
  });

  test("behind a header that nobody asked for are no less unasked", async () => {
    const s = createSwarmFixture();
    const { remote } = await s.join();
    remote.header("1", 64 * MiB);
    const sent = await flood(s, remote, content(60_000).fill(0x47), 64 * MiB);
    expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
    expect(sent).toBeLessThan(2 * MiB);
  });

  test("may be the rest of a transfer that was cancelled: 0.6.2 sends it all", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 8 * MiB);
    remote.raw(content(64 * KiB));
    await s.advance();
    download.cancel();
    await flood(s, remote, content(64 * KiB).fill(0x47), 8 * MiB - 64 * KiB, 2);
    expect(s.drops()).toEqual([]);
    expect(await flood(s, remote, content(64 * KiB).fill(0x47), 64 * MiB)).toBeLessThan(2 * MiB);
    expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
  });
});

describe("pieces that were asked for", () => {
  test("are free, however many bytes they bring", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 32 * MiB);
    await flood(s, remote, content(16 * KiB), 32 * MiB);
    expect(download.outcome()).toBe("download.done");
    expect(s.drops()).toEqual([]);
  });

  test("end the connection when they are so small that they cost more than they bring", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    const download = s.request(id, "1");
    await s.advance();
    remote.header("1", 32 * MiB);
    const sent = await flood(s, remote, content(1), 32 * MiB, 0.1);
    expect(sent).toBeLessThan(2000);
    expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
    expect(download.outcome()).toBe("P2P_LIMIT_EXCEEDED");
  });
});

describe("maps", () => {
  test("of 30 entries, 20 times a second, are what 0.6.2 sends: nothing is held against that", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    for (let n = 0; n < 20 * 60; n++) {
      remote.raw(mapOf("swarm", n, 30));
      await s.advance(50);
    }
    expect(s.drops()).toEqual([]);
    expect(s.holders(String(20 * 60 - 1))).toEqual([id]);
  });

  test("that are large and come in quick succession are not read but for the newest", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    await s.advance(s.ports.limits.mapInterval);
    for (const from of [10_000, 20_000, 30_000]) remote.raw(mapOf("swarm", from, 3000));
    await s.advance();
    expect([s.holders("10000"), s.holders("20000"), s.holders("30000")]).toEqual([[id], [], []]);
    await s.advance(s.ports.limits.mapInterval);
    expect([s.holders("10000"), s.holders("20000"), s.holders("30000")]).toEqual([[], [], [id]]);
    expect(s.drops()).toEqual([]);
  });

  test("that a peer cannot afford wait, and cost nobody else anything", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    for (let n = 0; n < 20; n++) {
      remote.raw(mapOf("swarm", 4000 * n, 4000));
      await s.advance(500);
    }
    // 8 KiB a map on arrival, and some 290 KiB to read one: at 128 KiB a second it affords one in three seconds.
    expect(s.notices.filter((reason) => reason === "a peer announced").length).toBeLessThan(8);
    await s.advance(10_000);
    expect(s.holders(String(4000 * 19))).toEqual([id]);
    expect(s.drops()).toEqual([]);
  });

  test("that come faster than a peer may send them end its connection", async () => {
    const s = createSwarmFixture();
    const { remote } = await s.join();
    const frame = mapOf("\u4e00".repeat(2000), 1000, 4000);
    const sent = await flood(s, remote, frame, 64 * MiB, 10);
    expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
    expect(sent).toBeLessThan(8 * MiB);
  });

  test("leave a peer enough for its other messages, however large they are and however often they come", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    // A 0.6.2 seeder that keeps 4,000 segments sends its map twice for each that it loads, and then asks for the next.
    for (let n = 0; n < 60 && !remote.isClosed(); n++) {
      remote.raw(mapOf("swarm", n, 4000));
      remote.raw(mapOf("swarm", n + 1, 4000));
      remote.ask(`absent ${n}`);
      await s.advance(333);
    }
    expect(s.drops()).toEqual([]);
    await s.advance(10_000);
    expect(s.holders(String(60 + 3999))).toEqual([id]);
  });

  test("that wait are forgotten with the connection, and leave no timer", async () => {
    const s = createSwarmFixture();
    const { remote } = await s.join();
    for (let n = 0; n < 3; n++) remote.raw(mapOf("swarm", 4000 * n, 4000));
    await s.advance();
    remote.close();
    s.swarm.send({ type: "stop" });
    await s.advance(1);
    expect(s.ports.clock.pending).toBe(0);
  });

  test("in the middle of a transfer are no way around what they cost", async () => {
    const s = createSwarmFixture();
    const { remote, id } = await s.join();
    s.request(id, "1");
    await s.advance();
    remote.header("1", 64 * MiB);
    // It looks like a map, but it is a piece. Only parsing shows the difference.
    const text = `{"c":2,"m":{"swarm":["${"1|".repeat(30_000)}",[0]],"x":5}}`;
    const sent = await flood(s, remote, new TextEncoder().encode(text), 64 * MiB, 1);
    expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
    expect(sent).toBeLessThan(8 * MiB);
  });
});

test("what has the form of a map costs what a map costs also where it may be a piece: to tell, it has to be parsed", async () => {
  const s = createSwarmFixture();
  const { remote, id } = await s.join();
  s.request(id, "1");
  await s.advance();
  remote.header("1", 64 * MiB);
  const names = Array.from({ length: 4000 }, (_, n) => String(n)).join("|");
  const statuses = Array.from({ length: 4000 }, (_, n) => (n < 3999 ? 0 : 9));
  const text = JSON.stringify({ c: 2, m: { swarm: [names, statuses] } });
  const sent = await flood(s, remote, new TextEncoder().encode(text), 64 * MiB, 1);
  expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
  expect(sent / text.length).toBeLessThan(6);
});

test.each([`{"m":%,"c":2}`, String.raw`{"\u0063":2,"m":%}`])(
  "a map that is only seen to be one when it is parsed costs no less: %s",
  async (form) => {
    const s = createSwarmFixture();
    const { remote } = await s.join();
    const names = Array.from({ length: 1500 }, () => "1").join("|");
    const map = JSON.stringify({ swarm: [names, Array.from({ length: 1500 }, () => 0)] });
    const frame = new TextEncoder().encode(form.replace("%", map));
    const sent = await flood(s, remote, frame, 64 * MiB, 1);
    expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
    expect(sent / frame.byteLength).toBeLessThan(20);
  },
);

test("changes wait behind the map that they change", async () => {
  const seeder = createSwarmFixture();
  const opened = await seeder.open();
  seeder.admit(opened.connectionId, "b".repeat(40) as never);
  opened.remote.hello();
  await seeder.advance();
  const info = (n: number) => ({
    ...{ id: `swarm+${n}`, url: "", masterSwarmId: "swarm", masterManifestUri: "" },
    ...{ streamId: undefined, sequence: String(n), range: undefined, priority: 0 },
  });
  const announce = async (from: number) => {
    const loaded = Array.from({ length: 3000 }, (_, n) => info(from + n));
    seeder.swarm.send({
      type: "announce",
      announcement: { loaded, loadingByHttp: [], coming: [], arriving: [] },
    });
    await seeder.advance(seeder.ports.limits.announceCoalesce + 5);
  };
  await announce(0);
  await announce(1);
  const [, whole, changes] = opened.remote.frames;
  if (whole === undefined || changes === undefined) throw new Error("nothing was announced");

  const s = createSwarmFixture();
  const { connectionId, remote } = await s.open();
  const id = "a".repeat(40) as never;
  s.admit(connectionId, id);
  remote.hello();
  remote.raw(mapOf("swarm", 9000, 3000));
  remote.raw(whole);
  remote.raw(changes);
  await s.advance();
  expect(s.holders("1500")).toEqual([]);
  await s.advance(s.ports.limits.mapInterval);
  expect([s.holders("0"), s.holders("1500"), s.holders("3000")]).toEqual([[], [id], [id]]);
  expect(remote.heard()).toEqual(["map 0"]);
});

test("requests that are served cost a peer nothing; requests for what is not there do", async () => {
  const s = createSwarmFixture();
  const { remote } = await s.join();
  for (let n = 0; n < 500; n++) {
    s.stored.set(wireId(String(n)), content(100));
    remote.ask(String(n));
    await s.advance(5);
  }
  expect(s.drops()).toEqual([]);
  for (let n = 0; n < 500 && !remote.isClosed(); n++) {
    remote.ask(`absent ${n}`);
    await s.advance(5);
  }
  expect(s.drops()).toEqual(["P2P_LIMIT_EXCEEDED"]);
});
