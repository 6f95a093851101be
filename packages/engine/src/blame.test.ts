/** Whole viewers beside hostile and honest peers: the right one is blamed, and the segments come. */
import type { ConnectionId, PeerId } from "@swarmlane/contract";
import {
  createChannelPair,
  createSimulatedClock,
  fakeBody,
  fakeQueue,
  fakeSegment,
} from "@swarmlane/testkit";
import { describe, expect, test } from "vitest";
import { createEngineScene, type EngineScene, type EngineSceneOptions } from "./engine.fake.ts";
import { createRemote } from "./swarm/swarm.fake.ts";

const second = 1000;
const idOf = (digit: string): PeerId => digit.repeat(40) as PeerId;
const wire = (n: number) => `m+V0+${n}` as never;

/** Bodies that begin with 1 are right. */
const validate = ({ data }: { data: ArrayBuffer }) =>
  new Uint8Array(data)[0] === 1 ? Promise.resolve() : Promise.reject(new Error("bad hash"));

let lastConnection = 1000;

interface Meeting {
  readonly own?: boolean;
  readonly address?: string;
  /** So many bytes per millisecond. */
  readonly reads?: number | undefined;
}

/** A viewer that prefers peers; the origin answers when the test says so. */
function createViewer(options: EngineSceneOptions = {}) {
  const scene = createEngineScene({
    peerId: idOf("5"),
    ...options,
    settings: { requiredSegmentsPriority: -1, ...options.settings },
  });
  const { engine, ports } = scene;
  const { clock } = ports;
  return {
    ...scene,
    clock,
    drops: () => ports.eventsOf("connection/drop").map(({ error }) => error.code),
    errors: () => ports.eventsOf("segment/error").map(({ error }) => error.code),
    /** A remote that the test plays, at that address, with a certificate of its own. */
    async meet(digit: string, { own = false, address = "", reads = Infinity }: Meeting = {}) {
      const connectionId = ++lastConnection as ConnectionId;
      const { a, b } = createChannelPair({ clock, bandwidth: [reads, Infinity] });
      const remote = createRemote(b);
      engine.connectionOpened(connectionId, true, a);
      engine.connectionAdmit(connectionId, idOf(digit), address, `certificate ${connectionId}`);
      if (own) remote.hello();
      const holds = async (...sequences: number[]) => {
        const map = { "m+V0": [sequences.join("|"), sequences.map(() => 0)] };
        remote.text(JSON.stringify({ c: 2, m: map }));
        await clock.advance(5);
      };
      await holds();
      return {
        ...remote,
        holds,
        header: (n: number, size: number) => remote.say({ type: "data", id: wire(n), size }),
        requests: () => remote.commands().flatMap((c) => (c.type === "request" ? [c] : [])),
      };
    },
  };
}

function join(a: EngineScene, b: EngineScene, aId: PeerId, bId: PeerId): void {
  const pair = createChannelPair({ clock: a.ports.clock, latency: 5, bandwidth: 1000 });
  const id = ++lastConnection as ConnectionId;
  a.engine.connectionOpened(id, true, pair.a);
  b.engine.connectionOpened(id, false, pair.b);
  a.engine.connectionAdmit(id, bId, "10.0.0.2", "certificate b");
  b.engine.connectionAdmit(id, aId, "10.0.0.1", "certificate a");
}

describe("a peer that lies about a segment of which another peer brought a part", () => {
  /** A peer of our own leaves 900 of 1,000 bytes; a 0.6 peer says that there are 500 in all, and goes. */
  async function spoil(viewer: ReturnType<typeof createViewer>, n: number) {
    const giver = await viewer.meet("a", { own: true });
    await giver.holds(n);
    const number = giver.requests().at(-1)?.number ?? 0;
    giver.answers(number, 1000);
    giver.piece(number, 0, new Uint8Array(900).fill(n));
    await viewer.clock.advance(5);
    giver.close();
    const liar = await viewer.meet("b");
    await liar.holds(n);
    liar.header(n, 500);
    await viewer.clock.advance(5);
    liar.close();
    await viewer.clock.advance(5);
  }

  test("does not make us ask an honest peer for bytes beyond the end", async () => {
    const viewer = createViewer();
    await viewer.load([fakeSegment(1)]);
    await spoil(viewer, 1);
    const honest = await viewer.meet("c", { own: true });
    await honest.holds(1);
    expect(honest.requests()).toMatchObject([{ offset: 900, size: 1000 }]);
  });

  test("does not make a real, honest engine strike us", async () => {
    const clock = createSimulatedClock();
    const viewer = createViewer({ clock });
    const seeder = createEngineScene({ clock, peerId: idOf("c") });
    for (const n of [1, 2, 3]) {
      const info = fakeSegment(n);
      const origin = { requestUrl: undefined, responseUrl: undefined, downloadBandwidth: 0 };
      const data = new Uint8Array(1000).fill(n).buffer;
      seeder.ports.store.held.set(info.id, { info, data, ...origin });
    }
    await seeder.load([fakeSegment(0)]);
    await viewer.load([1, 2, 3].map((n) => fakeSegment(n)));
    for (const n of [1, 2, 3]) {
      await spoil(viewer, n);
      join(viewer, seeder, idOf("5"), idOf("c"));
      await clock.advance(second);
    }
    expect(seeder.ports.eventsOf("connection/drop")).toEqual([]);
    expect(viewer.loaded()).toHaveLength(3);
  });
});

describe("polluters", () => {
  /** Brings segment `n` whole and wrong, if it is asked; the origin then sends the right one. */
  async function pollute(viewer: ReturnType<typeof createViewer>, n: number, address: string) {
    const polluter = await viewer.meet(String.fromCharCode(97 + n), { address });
    if (polluter.isClosed()) return;
    await polluter.holds(n);
    if (polluter.requests().length === 0) return;
    polluter.header(n, 1000);
    polluter.raw(fakeBody(66));
    await viewer.clock.advance(5);
    viewer.ports.http.find(wire(n)).respond(fakeBody(1));
    await viewer.clock.advance(5);
  }

  test("of one address are let in twice, not a third time, though they were gone when they were found out", async () => {
    const viewer = createViewer({ callbacks: { validate } });
    await viewer.load(Array.from({ length: 6 }, (_, n) => fakeSegment(n)));
    for (let n = 0; n < 6; n++) await pollute(viewer, n, "203.0.113.9");
    expect(viewer.errors()).toEqual(["P2P_VALIDATION_FAILED", "P2P_VALIDATION_FAILED"]);
    expect(viewer.drops().at(-1)).toBe("P2P_BANNED");
    const elsewhere = await viewer.meet("9", { address: "198.51.100.1" });
    expect(elsewhere.isClosed()).toBe(false);
  });

  test("stay out of the next host, which the page hands the records of this one", async () => {
    const clock = createSimulatedClock();
    const first = createViewer({ clock, callbacks: { validate } });
    await first.load([0, 1].map((n) => fakeSegment(n)));
    for (const n of [0, 1]) await pollute(first, n, "203.0.113.9");
    const bans = first.ports.eventsOf("peer/banned").map(({ record }) => record);
    await first.engine.destroy();
    const next = createViewer({ clock, bans });
    await next.load([fakeSegment(2)]);
    const again = await next.meet("e", { address: "203.0.113.9" });
    expect(again.isClosed()).toBe(true);
    expect(next.ports.eventsOf("peer/connected")).toEqual([]);
  });

  test("are all found out by one valid copy, the first of them too", async () => {
    const viewer = createViewer({ callbacks: { validate } });
    await viewer.load([fakeSegment(1)]);
    const bring = async (digit: string) => {
      const polluter = await viewer.meet(digit, { address: `203.0.113.${digit}` });
      await polluter.holds(1);
      polluter.header(1, 1000);
      polluter.raw(fakeBody(66));
      await viewer.clock.advance(5);
    };
    await bring("1");
    viewer.ports.http.find(wire(1)).fail(); // it rests now, and peers may be asked
    await viewer.clock.settle();
    await bring("2");
    await viewer.clock.advance(20 * second);
    viewer.ports.http.find(wire(1)).respond(fakeBody(1));
    await viewer.clock.settle();
    const banned = viewer.ports
      .eventsOf("peer/banned")
      .filter(({ record }) => record.of === "certificate");
    expect(banned).toHaveLength(2);
  });
});

describe("what is our own fault", () => {
  test("a freeze keeps the only holder of a segment from being asked for less than two seconds", async () => {
    const viewer = createViewer();
    const peer = await viewer.meet("a");
    await viewer.load([fakeSegment(1)]);
    await peer.holds(1);
    peer.header(1, 1000);
    peer.raw(fakeBody(1, 300));
    await viewer.clock.advance(5);
    viewer.engine.resume("the page was frozen");
    await viewer.clock.advance(2 * second);
    expect(peer.requests()).toHaveLength(2);
  });

  test("an outage of our own network is no strike against the peers that were sending", async () => {
    const viewer = createViewer();
    const a = await viewer.meet("a");
    const b = await viewer.meet("b");
    await viewer.load(fakeQueue(8));
    await a.holds(1, 2, 3, 4);
    await b.holds(5, 6, 7);
    for (let outage = 0; outage < 4; outage++) {
      for (const peer of [a, b]) {
        const request = peer.requests().at(-1);
        peer.say({ type: "data", id: request?.id ?? wire(0), size: 50_000 });
        peer.raw(fakeBody(1, 2000));
      }
      await viewer.clock.advance(12 * second);
    }
    expect(viewer.ports.eventsOf("peer/banned")).toEqual([]);
    expect(viewer.ports.eventsOf("peer/closed")).toEqual([]);
    expect(a.requests().length).toBeGreaterThan(3);
  });

  test("a peer that does not answer at all is closed, also when nobody else is heard", async () => {
    const viewer = createViewer({ settings: { p2pSegmentDownloadTimeout: 3000 } });
    const peer = await viewer.meet("a");
    await viewer.load([fakeSegment(1)]);
    await peer.holds(1);
    await viewer.clock.advance(4 * second);
    expect(viewer.drops()).toEqual(["P2P_TIMEOUT"]);
  });

  test("a peer that stalls while others deliver is struck", async () => {
    const viewer = createViewer();
    const a = await viewer.meet("a");
    const b = await viewer.meet("b");
    await viewer.load(fakeQueue(8));
    await a.holds(1, 2, 3, 4);
    await b.holds(0);
    const honest = b.requests().at(-1);
    b.say({ type: "data", id: honest?.id ?? wire(0), size: 1_000_000 });
    for (let stall = 0; stall < 3; stall++) {
      const request = a.requests().at(-1);
      a.say({ type: "data", id: request?.id ?? wire(0), size: 50_000 });
      for (let n = 0; n < 6; n++) {
        b.raw(fakeBody(1, 2000));
        await viewer.clock.advance(2 * second);
      }
    }
    expect(viewer.drops()).toContain("P2P_BANNED");
    expect(viewer.ports.eventsOf("peer/closed")).toEqual([
      expect.objectContaining({ peerId: idOf("a") }),
    ]);
  });

  test("a shortage of memory keeps a peer from being asked for half a second, and is no strike", async () => {
    const viewer = createViewer({ limits: { receiveBytes: 1500, strikes: 1 } });
    await viewer.load([fakeSegment(1), fakeSegment(2)]);
    const large = await viewer.meet("a");
    await large.holds(1);
    large.header(1, 5000);
    large.raw(fakeBody(1, 1400));
    const small = await viewer.meet("b");
    await small.holds(2);
    small.header(2, 1000);
    small.raw(fakeBody(2, 1000));
    await viewer.clock.advance(5);
    expect(viewer.loaded()).toEqual(["m+V0+2"]);
    await viewer.clock.advance(2 * second);
    expect(large.requests().length).toBeGreaterThan(1);
    expect(viewer.drops()).toEqual([]);
  });
});

test("peers that drip do not keep an honest one from being asked", async () => {
  const viewer = createViewer();
  await viewer.load(fakeQueue(10));
  for (const [index, digit] of ["a", "b", "c"].entries()) {
    const liar = await viewer.meet(digit);
    await liar.holds(index + 1);
    liar.header(index + 1, 16 * 1024 * 1024);
    const drip = () => {
      if (!liar.isClosed()) liar.raw(new Uint8Array(1024));
      viewer.clock.setTimeout(drip, 4000);
    };
    drip();
  }
  const honest = await viewer.meet("d");
  await honest.holds(5, 6, 7);
  expect(honest.requests()).toEqual([]);
  await viewer.clock.advance(20 * second);
  expect(honest.requests().length).toBeGreaterThan(0);
  expect(viewer.drops()).toEqual([]);
});

test.each([
  ["never answer", false],
  ["have us upload to them so slowly that we cannot even ask", true],
])("peers that %s do not keep an honest one from being asked", async (_what, takesFromUs) => {
  const viewer = createViewer({ settings: { requiredSegmentsPriority: 10 } });
  const { engine, ports, clock } = viewer;
  await viewer.load([fakeSegment(0, { priority: 0 })]);
  ports.http.find(wire(0)).respond(fakeBody(0, 2_000_000));
  await clock.settle();
  engine.configure({ requiredSegmentsPriority: -1 });
  for (const digit of ["a", "b", "c"]) {
    const silent = await viewer.meet(digit, { reads: takesFromUs ? 4 : undefined });
    if (takesFromUs) silent.say({ type: "request", id: wire(0) });
    await clock.advance(100);
    await silent.holds(...Array.from({ length: 50 }, (_, n) => n + 1));
  }
  await viewer.load(Array.from({ length: 50 }, (_, n) => fakeSegment(n + 1, { priority: 1 })));
  const honest = await viewer.meet("d");
  await honest.holds(...Array.from({ length: 50 }, (_, n) => n + 1));
  await clock.advance(100);
  let answered = 0;
  for (let n = 0; n < 300; n++) {
    for (const { id } of honest.requests().slice(answered)) {
      answered++;
      honest.say({ type: "data", id, size: 1000 });
      honest.raw(fakeBody(7, 1000));
    }
    await clock.advance(100);
  }
  expect(answered).toBeGreaterThanOrEqual(45);
  expect(viewer.drops()).toEqual([]);
});

test("a peer that drips the end of a segment does not keep the player from it", async () => {
  const viewer = createViewer();
  const liar = await viewer.meet("a");
  await viewer.load([fakeSegment(1, { priority: 5 })]);
  await liar.holds(1);
  liar.header(1, 8_000_000);
  for (let n = 0; n < 79; n++) liar.raw(fakeBody(1, 100_000));
  await viewer.clock.advance(second);
  viewer.engine.configure({ requiredSegmentsPriority: 1 });
  await viewer.load([fakeSegment(1, { priority: 0 })]);
  for (let n = 0; n < 5; n++) {
    liar.raw(fakeBody(1, 1024));
    await viewer.clock.advance(second);
  }
  expect(viewer.requested()).toEqual([wire(1)]);
});

test("a peer that told a false size is struck, and the segment comes from the origin", async () => {
  const viewer = createViewer({ limits: { strikes: 1 } });
  const liar = await viewer.meet("a");
  await viewer.load([fakeSegment(1)]);
  await liar.holds(1);
  liar.header(1, 900);
  await viewer.clock.advance(5);
  viewer.engine.configure({ requiredSegmentsPriority: 10 });
  await viewer.load([fakeSegment(1, { priority: 0 })]);
  await viewer.clock.advance(5);
  viewer.ports.http.find(wire(1)).respondWhole(fakeBody(1, 1000));
  await viewer.clock.advance(5);
  expect(viewer.loaded()).toEqual(["m+V0+1"]);
  expect(viewer.errors()).toEqual([]);
  expect(viewer.drops()).toEqual(["P2P_BANNED"]);
});

describe("settings at run time", () => {
  test("consumeOnly takes back what was announced, and announces it again when it ends", async () => {
    const viewer = createViewer({ settings: { requiredSegmentsPriority: 10 } });
    const peer = await viewer.meet("a");
    await viewer.load([fakeSegment(1, { priority: 0 })]);
    await viewer.clock.settle();
    viewer.ports.http.find(wire(1)).respond(fakeBody(1));
    await viewer.clock.advance(second);
    const maps = () => peer.heard().filter((each) => each.startsWith("map"));
    expect(maps().at(-1)).toBe("map 1");
    viewer.engine.configure({ consumeOnly: true });
    await viewer.clock.advance(second);
    expect(maps().at(-1)).toBe("map 0");
    peer.say({ type: "request", id: wire(1) });
    await viewer.clock.advance(5);
    expect(peer.heard().at(-1)).toBe("absent m+V0+1");
    viewer.engine.configure({ consumeOnly: false });
    await viewer.clock.advance(second);
    expect(maps().at(-1)).toBe("map 1");
  });

  test("slots that are added are used at once", async () => {
    const viewer = createViewer({
      settings: { requiredSegmentsPriority: 10, simultaneousHttpDownloads: 1 },
    });
    await viewer.load([1, 2, 3].map((n) => fakeSegment(n, { priority: 0 })));
    expect(viewer.requested()).toHaveLength(1);
    viewer.engine.configure({ simultaneousHttpDownloads: 3 });
    await viewer.clock.settle();
    expect(viewer.requested()).toHaveLength(3);
  });
});
