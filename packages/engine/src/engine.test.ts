import {
  defaultEngineSettings,
  segmentKey,
  type ConnectionId,
  type Log,
  type PageCallbacks,
  type PeerChannel,
  type PeerId,
} from "@swarmlane/contract";
import {
  createChannelPair,
  createFakePorts,
  createSimulatedClock,
  fakeBody,
  fakeQueue,
  fakeSegment,
} from "@swarmlane/testkit";
import { describe, expect, test } from "vitest";
import { createEngine } from "./create-engine.ts";
import { connect, createEngineScene } from "./engine.fake.ts";

describe("the queue", () => {
  test("the required segments are loaded over HTTP, two at a time", async () => {
    const { load, requested, ports, loaded } = createEngineScene();
    await load(fakeQueue(5));
    expect(requested()).toEqual(["m+V0+0", "m+V0+1"]);
    ports.http.find("m+V0+0").respond(fakeBody(0));
    ports.http.find("m+V0+1").respond(fakeBody(1));
    await ports.clock.settle();
    expect(loaded()).toEqual(["m+V0+0", "m+V0+1"]);
    expect(requested()).toEqual([]);
  });

  test("what the player has loaded itself is not requested, and what it has not is", async () => {
    const { load, requested, loaded } = createEngineScene();
    const [first, second] = fakeQueue(2);
    if (!first || !second) throw new Error("no queue");
    const common = { responseUrl: "https://cdn.test/0", downloadTime: 40 };
    const stranger = segmentKey(fakeSegment(9));
    await load([first, second], {
      provided: [
        { key: segmentKey(first), data: new ArrayBuffer(5), ...common },
        { key: stranger, data: new ArrayBuffer(5), ...common },
      ],
    });
    expect(loaded()).toEqual([first.id]);
    expect(requested()).toEqual([second.id]);
  });

  test("a download that has begun goes on, whatever the player loads itself", async () => {
    const { load, loaded, ports } = createEngineScene();
    const [first] = fakeQueue(1);
    if (!first) throw new Error("no queue");
    await load([first]);
    const common = { responseUrl: "https://cdn.test/0", downloadTime: 40 };
    const provided = [{ key: segmentKey(first), data: new ArrayBuffer(5), ...common }];
    await load([first], { provided });
    expect(loaded()).toEqual([]);
    ports.http.find(first.id).respond(fakeBody(0));
    await ports.clock.settle();
    expect(loaded()).toEqual([first.id]);
  });

  test("a queued segment that leaves the list is aborted and emits nothing later", async () => {
    const { load, stateOf, ports } = createEngineScene();
    const [first, second, third] = fakeQueue(3);
    if (!first || !second || !third) throw new Error("no queue");
    await load([first, second, third]);
    await load([second]);
    expect(stateOf(first)).toBe("aborted");
    expect(stateOf(third)).toBe("aborted");
    expect(ports.http.requests.map(({ aborted }) => aborted)).toEqual([true, false]);
    const told = ports.events.length;
    await ports.clock.advance(60_000);
    const later = ports.events.slice(told);
    expect(later.filter((event) => "key" in event && event.key !== segmentKey(second))).toEqual([]);
  });

  test("the same segment with a new address goes on loading and is told again", async () => {
    const { load, ports } = createEngineScene();
    const old = fakeSegment(0);
    const fresh = fakeSegment(0, { url: "https://origin.test/0.ts?token=2" });
    await load([old]);
    await load([fresh]);
    ports.http.find(old.id).respond(fakeBody(1));
    await ports.clock.settle();
    expect(ports.http.requests).toHaveLength(1);
    expect(ports.eventsOf("segment/loaded")[0]?.segment.info.url).toBe(fresh.url);
  });

  test("byte-range siblings are different segments", async () => {
    const { load, ports, stateOf } = createEngineScene();
    const first = fakeSegment(0, { range: "bytes=0-9" });
    const second = fakeSegment(0, { range: "bytes=10-19" });
    await load([first, second]);
    expect(ports.http.open.map(({ request }) => request.range)).toEqual([
      "bytes=0-9",
      "bytes=10-19",
    ]);
    await load([second]);
    expect(stateOf(first)).toBe("aborted");
    expect(stateOf(second)).toBe("http");
  });

  test("a segment that is named twice is loaded once", async () => {
    const { load, ports } = createEngineScene();
    await load([fakeSegment(0), fakeSegment(0)]);
    expect(ports.http.requests).toHaveLength(1);
  });

  test.each(["__proto__", "constructor", "", "a|b", "é漢字", "x".repeat(10_000)])(
    "an id, a sequence and a swarm id such as %j load over HTTP",
    async (odd) => {
      const { load, ports, loaded, engine } = createEngineScene();
      const info = fakeSegment(0, { id: odd, sequence: odd, masterSwarmId: odd, streamId: odd });
      await load([info]);
      ports.http.find(odd).respond(fakeBody(1));
      await ports.clock.settle();
      expect(loaded()).toEqual([odd]);
      expect((await engine.getSegment(odd))?.data.byteLength).toBe(1000);
    },
  );

  test("changed settings count at once", async () => {
    const { load, engine, requested, ports } = createEngineScene();
    await load(fakeQueue(4));
    engine.configure({ simultaneousHttpDownloads: 4, requiredSegmentsPriority: 3 });
    await ports.clock.settle();
    expect(requested()).toHaveLength(4);
  });
});

describe("retries", () => {
  test("a failed segment is tried again after its cool-down", async () => {
    const { load, ports, requested } = createEngineScene();
    await load([fakeSegment(0)]);
    ports.http.find("m+V0+0").fail();
    await ports.clock.advance(9999);
    expect(requested()).toEqual([]);
    await ports.clock.advance(1);
    expect(requested()).toEqual(["m+V0+0"]);
  });

  test("an explicit load retries at once, but one every 500 ms does not hammer the origin", async () => {
    const { load, ports } = createEngineScene();
    const queue = [fakeSegment(0)];
    await load(queue);
    const times: number[] = [];
    const start = ports.clock.now();
    for (let round = 0; round < 20; round += 1) {
      for (const request of ports.http.open) {
        times.push(ports.clock.now() - start);
        request.fail();
      }
      await ports.clock.advance(500);
      await load(queue);
    }
    expect(times).toEqual([0, 500, 1500, 3500, 7500]);
  });

  test("a segment that leaves and comes back within its cool-down keeps resting", async () => {
    const { load, ports, requested } = createEngineScene();
    const [first, other] = [fakeSegment(0), fakeSegment(1)];
    await load([first]);
    ports.http.find(first.id).fail();
    await ports.clock.settle();
    await load([other]);
    await load([first, other]);
    expect(requested()).toEqual([other.id]);
    await ports.clock.advance(10_000);
    expect(requested()).toContain(first.id);
  });
});

describe("the store", () => {
  test("a segment that the storage holds already is not loaded", async () => {
    const { load, ports, stateOf, requested } = createEngineScene();
    const [first, second] = fakeQueue(2);
    if (!first || !second) throw new Error("no queue");
    const origin = { requestUrl: undefined, responseUrl: undefined, downloadBandwidth: 0 };
    ports.store.held.set(first.id, { info: first, data: fakeBody(1).buffer, ...origin });
    await load([first, second]);
    expect(requested()).toEqual([second.id]);
    expect(stateOf(first)).toBe("cached");
    expect(ports.eventsOf("segment/loaded")).toEqual([]);
  });

  test("is cleaned after a load, and a moment later for all that was stored meanwhile, with the queue's ids locked", async () => {
    const { load, ports } = createEngineScene();
    await load(fakeQueue(2));
    expect(ports.store.calls).toEqual(["list", "clean"]);
    for (const id of ["m+V0+0", "m+V0+1"]) {
      ports.http.find(id).respond(fakeBody(1));
      await ports.clock.settle();
    }
    await ports.clock.advance(ports.limits.storageCleanRest);
    expect(ports.store.calls.slice(2)).toEqual(["store", "store", "clean"]);
    expect([...ports.store.locked]).toEqual(["m+V0+0", "m+V0+1"]);
    await ports.clock.advance(10 * ports.limits.storageCleanRest);
    expect(ports.store.calls).toHaveLength(5);
  });

  test.each(["rejects", "hangs"] as const)(
    "one that %s costs one warning, and everything is delivered",
    async (mood) => {
      const { load, ports, loaded, engine } = createEngineScene();
      ports.store.mood = mood;
      await load(fakeQueue(2));
      await ports.clock.advance(ports.limits.storageTransaction);
      for (const request of ports.http.open) request.respond(fakeBody(3));
      await ports.clock.advance(ports.limits.storageTransaction);
      expect(loaded()).toEqual(["m+V0+0", "m+V0+1"]);
      expect(ports.eventsOf("warning").map(({ error }) => error.code)).toEqual([
        "STORAGE_DEGRADED",
      ]);
      expect((await engine.getSegment("m+V0+1"))?.data.byteLength).toBe(1000);
    },
  );

  test("one that keeps nothing is no reason to load the same again and again", async () => {
    const { load, ports, loaded } = createEngineScene();
    ports.store.store = () => Promise.resolve();
    await load([fakeSegment(0)]);
    ports.http.find("m+V0+0").respond(fakeBody(1));
    await ports.clock.advance(30_000);
    expect(loaded()).toEqual(["m+V0+0"]);
    expect(ports.http.requests).toHaveLength(1);
  });
});

describe("getSegment", () => {
  test("finds the segment inside a listener of its event", async () => {
    const { load, ports, engine } = createEngineScene();
    const found: (number | undefined)[] = [];
    const { emit } = ports;
    Object.assign(ports, {
      emit: (event: Parameters<typeof emit>[0]) => {
        emit(event);
        if (event.type !== "segment/loaded") return;
        void engine.getSegment(event.segment.info.id).then((s) => found.push(s?.data.byteLength));
      },
    });
    await load([fakeSegment(0)]);
    ports.http.find("m+V0+0").respond(fakeBody(1));
    await ports.clock.settle();
    expect(found).toEqual([1000]);
  });

  test("of nothing known is undefined, and never rejects", async () => {
    const { engine, load } = createEngineScene();
    expect(await engine.getSegment("none")).toBeUndefined();
    await load([]);
    expect(await engine.getSegment("none")).toBeUndefined();
  });

  test("after a host was replaced: what was delivered is loaded again only when asked for", async () => {
    const { load, engine, requested, ports, loaded } = createEngineScene();
    const [first, second] = fakeQueue(2);
    if (!first || !second) throw new Error("no queue");
    await load([first, second], { delivered: [segmentKey(first)] });
    expect(requested()).toEqual([second.id]);
    expect(await engine.getSegment(first.id)).toBeUndefined();
    await ports.clock.settle();
    expect(requested()).toEqual([second.id, first.id]);
    ports.http.find(first.id).respond(fakeBody(1));
    await ports.clock.settle();
    expect(loaded()).toEqual([first.id]);
  });

  test("after a host was replaced: what was asked for stays wanted, whatever the next load says", async () => {
    const { load, engine, requested, ports } = createEngineScene();
    const first = { ...fakeSegment(0), priority: 5 };
    const delivered = [segmentKey(first)];
    await load([first], { delivered });
    expect(await engine.getSegment(first.id)).toBeUndefined();
    await ports.clock.settle();
    await load([{ ...first, priority: 0 }], { delivered });
    await ports.clock.settle();
    expect(requested()).toEqual([first.id]);
  });

  test("of a segment that the storage dropped makes it wanted again", async () => {
    const { load, engine, requested, ports } = createEngineScene();
    await load([fakeSegment(0)]);
    ports.http.find("m+V0+0").respond(fakeBody(1));
    await ports.clock.settle();
    ports.store.held.clear();
    expect(await engine.getSegment("m+V0+0")).toBeUndefined();
    await ports.clock.settle();
    expect(requested()).toEqual(["m+V0+0"]);
  });
});

describe("random HTTP downloads", () => {
  test("once an interval, one segment that no peer has may be drawn", async () => {
    const settings = { httpDownloadProbability: 1, requiredSegmentsPriority: -1 };
    const { load, ports, requested } = createEngineScene({ settings, random: () => 0 });
    await load(fakeQueue(4));
    expect(requested()).toEqual([]);
    await ports.clock.advance(1000);
    expect(requested()).toEqual(["m+V0+0"]);
    await ports.clock.advance(1000);
    expect(requested()).toEqual(["m+V0+0", "m+V0+1"]);
    await ports.clock.advance(5000);
    expect(requested()).toHaveLength(2);
  });

  test("consumeOnly draws none", async () => {
    const settings = {
      httpDownloadProbability: 1,
      consumeOnly: true,
      requiredSegmentsPriority: -1,
    };
    const { load, ports, requested } = createEngineScene({ settings, random: () => 0 });
    await load(fakeQueue(4));
    await ports.clock.advance(10_000);
    expect(requested()).toEqual([]);
  });
});

describe("httpDownloadInitialTimeout", () => {
  const settings = {
    httpDownloadInitialTimeout: 10_000,
    httpDownloadInitialTimeoutPerSegment: 4000,
  };

  test("peers are given their time", async () => {
    const { load, ports, requested } = createEngineScene({ settings });
    await load([fakeSegment(1)]);
    await ports.clock.advance(9999);
    expect(requested()).toEqual([]);
    await ports.clock.advance(1);
    expect(requested()).toEqual(["m+V0+1"]);
  });

  test("less of it when the player waits for a segment", async () => {
    const { load, ports, requested } = createEngineScene({ settings });
    await load([fakeSegment(0)]);
    await ports.clock.advance(3999);
    expect(requested()).toEqual([]);
    await ports.clock.advance(1);
    expect(requested()).toEqual(["m+V0+0"]);
  });

  test("none when the tracker knows nobody else", async () => {
    const { load, engine, ports, requested } = createEngineScene({ settings });
    await load([fakeSegment(0)]);
    engine.trackerUpdate(0, 2);
    await ports.clock.settle();
    expect(requested()).toEqual([]);
    engine.trackerUpdate(0, 1);
    await ports.clock.settle();
    expect(requested()).toEqual(["m+V0+0"]);
  });
});

describe("with a peer", () => {
  async function seedAndLeech(leechSettings = {}, callbacks: Partial<PageCallbacks> = {}) {
    const clock = createSimulatedClock();
    const seed = createEngineScene({ clock, peerId: "aa".repeat(20) as PeerId });
    const leech = createEngineScene({
      clock,
      peerId: "bb".repeat(20) as PeerId,
      settings: { requiredSegmentsPriority: -1, ...leechSettings },
      callbacks,
    });
    await seed.load(fakeQueue(2));
    for (const request of seed.ports.http.open) {
      request.respond(fakeBody(Number(request.request.segment.sequence) + 1, 100_000));
    }
    await clock.settle();
    connect(seed, leech);
    await leech.load(fakeQueue(3));
    await clock.advance(2000);
    return { clock, seed, leech };
  }

  test("the second viewer gets its segments from the first, byte for byte", async () => {
    const { seed, leech } = await seedAndLeech();
    expect(leech.loaded().sort()).toEqual(["m+V0+0", "m+V0+1"]);
    expect(leech.ports.http.requests).toEqual([]);
    for (const { segment, peerId } of leech.ports.eventsOf("segment/loaded")) {
      const fill = Number(segment.info.sequence) + 1;
      expect(new Uint8Array(segment.data)).toEqual(fakeBody(fill, 100_000));
      expect(peerId).toBe("aa".repeat(20));
      expect(segment.downloadBandwidth).toBeGreaterThan(0);
    }
    const uploaded = seed.ports.eventsOf("bytes/uploaded").reduce((sum, e) => sum + e.bytes, 0);
    expect(uploaded).toBe(200_000);
  });

  test("a rejected copy is asked of the origin at once, required or not", async () => {
    const validate: PageCallbacks["validate"] = () => Promise.reject(new Error("no"));
    const { leech } = await seedAndLeech({}, { validate });
    expect(leech.requested()).toContain("m+V0+0");
  });

  test("every peer that was told to connect is told to close, once", async () => {
    const { leech, seed } = await seedAndLeech();
    await leech.engine.destroy();
    expect(leech.ports.eventsOf("peer/connected")).toHaveLength(1);
    expect(leech.ports.eventsOf("peer/closed")).toHaveLength(1);
    await seed.ports.clock.advance(1000);
    expect(seed.ports.eventsOf("peer/closed")).toHaveLength(1);
  });

  test("consumeOnly takes from peers and gives nothing", async () => {
    const { leech, seed, clock } = await seedAndLeech({ consumeOnly: true });
    expect(leech.loaded()).toHaveLength(2);
    await seed.load([...fakeQueue(2), fakeSegment(7)]);
    await clock.advance(5000);
    expect(leech.ports.eventsOf("bytes/uploaded")).toEqual([]);
  });
});

describe("faults inside", () => {
  test("an exception in one segment's actor fails that segment with INTERNAL, and nothing else", async () => {
    const { load, ports, loaded, stateOf } = createEngineScene();
    const [first, second] = fakeQueue(2);
    if (!first || !second) throw new Error("no queue");
    const { emit } = ports;
    let hasThrown = false;
    Object.assign(ports, {
      emit: (event: Parameters<typeof emit>[0]) => {
        const isTarget = event.type === "segment/state" && event.key === segmentKey(first);
        if (isTarget && event.state === "validating" && !hasThrown) {
          hasThrown = true;
          throw new Error("a bug");
        }
        emit(event);
      },
    });
    await load([first, second]);
    ports.http.find(first.id).respond(fakeBody(1));
    ports.http.find(second.id).respond(fakeBody(2));
    await ports.clock.settle();
    expect(ports.eventsOf("segment/error")).toMatchObject([
      { key: segmentKey(first), error: { code: "INTERNAL" } },
    ]);
    expect(loaded()).toEqual([second.id]);
    expect(stateOf(first)).toBe("failed");
    await ports.clock.advance(10_000);
    ports.http.find(first.id).respond(fakeBody(1));
    await ports.clock.settle();
    expect(loaded()).toEqual([second.id, first.id]);
  });
});

describe("faults of the swarm", () => {
  test("a channel that throws at everything does not keep segments from the player", async () => {
    const { load, engine, ports, loaded } = createEngineScene();
    engine.connectionOpened(1 as ConnectionId, true, {} as PeerChannel);
    engine.connectionAdmit(1 as ConnectionId, "bb".repeat(20) as PeerId, "", "b");
    await load([fakeSegment(0)]);
    ports.http.find("m+V0+0").respond(fakeBody(1));
    await ports.clock.advance(5000);
    expect(loaded()).toEqual(["m+V0+0"]);
  });
});

describe("a swarm that broke down", () => {
  function breakSwarm() {
    const scene = createEngineScene({ peerId: "55".repeat(20) as PeerId });
    const { engine, ports } = scene;
    const { emit } = ports;
    const open = (id: number, peerId: string) => {
      const pair = createChannelPair({ clock: ports.clock });
      let isClosed = false;
      const onClose = () => (isClosed = true);
      pair.b.listen({ onFrame: () => undefined, onBufferedLow: () => undefined, onClose });
      engine.connectionOpened(id as ConnectionId, true, pair.a);
      engine.connectionAdmit(id as ConnectionId, peerId as PeerId, "", peerId);
      return () => isClosed;
    };
    const isPeerClosed = open(1, "bb".repeat(20));
    Object.assign(ports, {
      emit: (event: Parameters<typeof emit>[0]) => {
        if (event.type === "connection/drop") throw new Error("a bug");
        emit(event);
      },
    });
    // Our own id is refused, and that throws.
    open(2, "55".repeat(20));
    return { ...scene, open, isPeerClosed };
  }

  test("is a warning, and leaves no peer connected to nobody", async () => {
    const { ports, isPeerClosed } = breakSwarm();
    await ports.clock.advance(100);
    expect(ports.eventsOf("warning")).toMatchObject([{ error: { code: "INTERNAL" } }]);
    expect(isPeerClosed()).toBe(true);
    expect(ports.eventsOf("peer/closed")).toHaveLength(1);
  });

  test("lets no one in any more, and segments come over HTTP", async () => {
    const { ports, open, load, loaded } = breakSwarm();
    const isClosed = open(3, "cc".repeat(20));
    await load([fakeSegment(0)]);
    ports.http.find("m+V0+0").respond(fakeBody(1));
    await ports.clock.advance(100);
    expect(isClosed()).toBe(true);
    expect(ports.eventsOf("peer/connected")).toHaveLength(1);
    expect(loaded()).toEqual(["m+V0+0"]);
  });
});

describe("another master swarm", () => {
  test("is listed and cleaned in its turn, and what was stored before is found again", async () => {
    const { load, ports, loaded, engine } = createEngineScene();
    const other = fakeSegment(0, { id: "other", masterSwarmId: "n" });
    await load([fakeSegment(0)]);
    ports.http.find("m+V0+0").respond(fakeBody(1));
    await ports.clock.settle();
    await load([other]);
    ports.http.find("other").respond(fakeBody(2));
    await ports.clock.settle();
    expect((await engine.getSegment("other"))?.info).toEqual(other);
    await load([fakeSegment(0)]);
    expect(loaded()).toEqual(["m+V0+0", "other"]);
    expect(ports.http.open).toEqual([]);
  });
});

describe("logs", () => {
  test("use the namespaces of 0.6.2, and build nothing while they are off", async () => {
    const lines: string[] = [];
    const ports = createFakePorts();
    const off: Log = Object.assign(() => lines.push("called while off"), { enabled: false });
    const on = (name: string): Log => Object.assign(() => lines.push(name), { enabled: true });
    const engine = (log: (name: string) => Log) =>
      createEngine({ ...ports, log }, defaultEngineSettings, "00" as PeerId);
    const queue = { queue: fakeQueue(1), streamSwarmId: "", expectsPeers: false, delivered: [] };
    await engine(() => off).load(queue);
    await ports.clock.settle();
    expect(lines).toEqual([]);
    await engine(on).load(queue);
    await ports.clock.settle();
    expect(new Set(lines)).toEqual(
      new Set(["p2pml:hybrid-loader", "p2pml:hybrid-loader-segments", "p2pml:http-media-manager"]),
    );
  });
});

describe("resume", () => {
  test("what was in flight is started again", async () => {
    const { load, engine, ports } = createEngineScene();
    await load(fakeQueue(2));
    engine.resume("the page was frozen");
    await ports.clock.settle();
    expect(ports.http.requests.map(({ aborted }) => aborted)).toEqual([true, true, false, false]);
    expect(ports.eventsOf("segment/error")).toEqual([]);
  });
});

describe("destroy", () => {
  test("leaves no timer and no request, and tells nothing afterwards", async () => {
    const { load, engine, ports } = createEngineScene();
    await load(fakeQueue(5));
    ports.http.find("m+V0+0").fail();
    await ports.clock.settle();
    const pending = ports.http.open;
    await engine.destroy();
    const told = ports.events.length;
    expect(ports.clock.pending).toBe(0);
    expect(pending.every(({ aborted }) => aborted)).toBe(true);
    expect(ports.store.calls.at(-1)).toBe("destroy");
    engine.configure({});
    await engine.load({
      queue: fakeQueue(1),
      streamSwarmId: "",
      expectsPeers: false,
      delivered: [],
    });
    await ports.clock.advance(60_000);
    expect(ports.events).toHaveLength(told);
    expect(await engine.getSegment("m+V0+1")).toBeUndefined();
    await expect(engine.destroy()).resolves.toBeUndefined();
  });

  test("discards what is still being validated or stored", async () => {
    const validate = () => new Promise<void>(() => undefined);
    const { load, engine, ports } = createEngineScene({ callbacks: { validate } });
    await load([fakeSegment(0)]);
    ports.http.find("m+V0+0").respond(fakeBody(1));
    await ports.clock.settle();
    await engine.destroy();
    expect(ports.clock.pending).toBe(0);
    expect(ports.eventsOf("segment/loaded")).toEqual([]);
  });

  test.each(["rejects", "hangs"] as const)("survives a storage that %s", async (mood) => {
    const { load, engine, ports } = createEngineScene();
    await load([fakeSegment(0)]);
    ports.store.mood = mood;
    const destroyed = engine.destroy();
    await ports.clock.advance(ports.limits.storageTransaction);
    await expect(destroyed).resolves.toBeUndefined();
    expect(ports.clock.pending).toBe(0);
  });
});

test("an inspector sees scheduler, swarm and segments", async () => {
  const seen = new Set<string>();
  const { load } = createEngineScene({
    inspect: (event) => {
      if (event.type === "@xstate.actor" && "id" in event.actorRef)
        seen.add(String(event.actorRef.id));
    },
  });
  await load(fakeQueue(1));
  expect([...seen]).toEqual(expect.arrayContaining(["scheduler", "swarm", "segment-0"]));
});
