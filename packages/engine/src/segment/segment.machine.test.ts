import {
  because,
  type ConnectionId,
  LoaderError,
  type PeerId,
  segmentStates,
} from "@swarmlane/contract";
import { fakeBody, fakeSegment } from "@swarmlane/testkit";
import { describe, expect, test } from "vitest";
import { closed, createSegmentScene, someConnection, somePeer, token } from "./segment.fake.ts";
import { segmentMachine } from "./segment.machine.ts";

const startP2p = {
  type: "start.p2p",
  peerId: somePeer,
  info: fakeSegment(1),
  reason: because("our-share"),
} as const;

test("a segment has exactly the states that both threads know", () => {
  expect(Object.keys(segmentMachine.states).sort()).toEqual([...segmentStates].sort());
});

describe("what the player loaded itself", () => {
  test("is stored and told of like any other, and counts as downloaded over HTTP", async () => {
    const { ports, segment, states, payloads } = createSegmentScene();
    const payload = payloads.put(new Uint8Array(7));
    segment.send({
      type: "provided",
      payload,
      responseUrl: "https://cdn.test/1",
      downloadTime: 40,
    });
    await ports.clock.settle();
    expect(states()).toEqual(["queued", "validating", "cached"]);
    expect(ports.eventsOf("segment/loaded")).toMatchObject([
      { segment: { responseUrl: "https://cdn.test/1", downloadTime: 40 } },
    ]);
    expect(ports.eventsOf("segment/loaded")[0]?.segment.data.byteLength).toBe(7);
    expect(ports.eventsOf("bytes/downloaded")).toMatchObject([{ method: "http", bytes: 7 }]);
    expect(payloads.bytes).toBe(0);
  });
});

describe("over HTTP", () => {
  test("a segment is in the storage before it is told to be loaded", async () => {
    const { ports, startHttp, states } = createSegmentScene();
    let wasStored = false;
    const store = ports.store.store.bind(ports.store);
    ports.store.store = async (segment) => {
      expect(ports.eventsOf("segment/loaded")).toEqual([]);
      await store(segment);
      wasStored = true;
    };
    startHttp(1);
    await ports.clock.settle();
    ports.http.find("m+V0+1").respond(fakeBody(7));
    await ports.clock.settle();
    expect(wasStored).toBe(true);
    expect(states()).toEqual(["queued", "http", "validating", "cached"]);
    expect(ports.eventsOf("segment/loaded")).toMatchObject([
      {
        key: " m+V0+1",
        segment: {
          requestUrl: "https://origin.test/1.ts",
          responseUrl: "https://origin.test/1.ts",
        },
      },
    ]);
  });

  test("what the player gets is not what the store holds", async () => {
    const { ports, startHttp, payloads } = createSegmentScene();
    startHttp(1);
    await ports.clock.settle();
    ports.http.find("m+V0+1").respond(fakeBody(7));
    await ports.clock.settle();
    const [event] = ports.eventsOf("segment/loaded");
    new Uint8Array(event?.segment.data ?? new ArrayBuffer(0)).fill(0);
    const stored = ports.store.held.get("m+V0+1");
    expect(new Uint8Array(stored?.data ?? new ArrayBuffer(0))).toEqual(fakeBody(7));
    expect(payloads.bytes).toBe(0);
  });

  test("every chunk is told and counted, without a transition of the machine", async () => {
    const { ports, startHttp, segment } = createSegmentScene();
    startHttp(1);
    await ports.clock.settle();
    ports.http.find("m+V0+1").progress(300);
    ports.http.find("m+V0+1").progress(200);
    expect(ports.eventsOf("bytes/downloaded")).toEqual([
      { type: "bytes/downloaded", method: "http", bytes: 300, key: " m+V0+1" },
      { type: "bytes/downloaded", method: "http", bytes: 200, key: " m+V0+1" },
    ]);
    const before = segment.getSnapshot();
    ports.http.find("m+V0+1").progress(100);
    expect(segment.getSnapshot()).toBe(before);
    expect(before.context.attempt?.progress.bytes).toBe(600);
  });

  test("a failure is told once, then the segment cools down", async () => {
    const { ports, startHttp, segment, settings } = createSegmentScene();
    startHttp(1);
    await ports.clock.settle();
    ports.http.find("m+V0+1").fail("HTTP_STATUS", { status: 503 });
    await ports.clock.settle();
    expect(ports.eventsOf("segment/error")).toMatchObject([
      { error: { code: "HTTP_STATUS", status: 503 } },
    ]);
    expect(segment.getSnapshot().value).toBe("failed");
    startHttp(2);
    expect(segment.getSnapshot().value).toBe("failed");
    await ports.clock.advance(settings.httpFailedSegmentTimeout);
    expect(segment.getSnapshot().value).toBe("queued");
    expect(ports.clock.pending).toBe(0);
  });

  test("a first 404 is not told: peers may be asked, then the origin once more", async () => {
    const { ports, startHttp, segment } = createSegmentScene();
    const notFound = async (attempt: number) => {
      startHttp(attempt);
      await ports.clock.settle();
      ports.http.find("m+V0+1").fail("HTTP_STATUS", { status: 404 });
      await ports.clock.settle();
    };
    await notFound(1);
    expect(ports.eventsOf("segment/error")).toEqual([]);
    expect(segment.getSnapshot().value).toBe("failed");
    expect(segment.getSnapshot().can({ ...startP2p, token: token(2) })).toBe(true);
    await ports.clock.advance(ports.limits.notFoundRest);
    expect(segment.getSnapshot().value).toBe("queued");
    await notFound(2);
    expect(ports.eventsOf("segment/error")).toMatchObject([
      { error: { code: "HTTP_STATUS", status: 404 } },
    ]);
  });

  test("an empty answer is an error and never cached", async () => {
    const { ports, startHttp } = createSegmentScene();
    startHttp(1);
    await ports.clock.settle();
    ports.http.find("m+V0+1").respond(new Uint8Array());
    await ports.clock.settle();
    expect(ports.eventsOf("segment/error")).toMatchObject([{ error: { code: "HTTP_EMPTY" } }]);
    expect(ports.store.held.size).toBe(0);
  });

  test("a cancelled attempt stops its request and tells nothing", async () => {
    const { ports, startHttp, segment } = createSegmentScene();
    startHttp(1);
    await ports.clock.settle();
    segment.send({ type: "cancel", reason: because("http-slot-needed") });
    expect(ports.http.requests.map(({ aborted }) => aborted)).toEqual([true]);
    expect(segment.getSnapshot()).toMatchObject({
      value: "queued",
      context: { reason: because("http-slot-needed") },
    });
    await ports.clock.settle();
    expect(ports.eventsOf("segment/error")).toEqual([]);
  });

  test("an attempt that is given up has failed with HTTP_TIMEOUT", async () => {
    const { ports, startHttp, segment } = createSegmentScene();
    startHttp(1);
    await ports.clock.settle();
    segment.send({ type: "give.up", reason: because("origin-drips") });
    expect(segment.getSnapshot().value).toBe("failed");
    expect(ports.eventsOf("segment/error")).toMatchObject([{ error: { code: "HTTP_TIMEOUT" } }]);
    expect(ports.http.open).toEqual([]);
  });
});

describe("the URL builder", () => {
  test("is asked once for each attempt, and its answer is requestUrl", async () => {
    const asked: string[] = [];
    const buildUrl = ({ id }: { id: string }) => {
      asked.push(id);
      return Promise.resolve("https://signed.test/?t=1");
    };
    const { ports, startHttp } = createSegmentScene({ callbacks: { buildUrl } });
    startHttp(1);
    await ports.clock.settle();
    expect(ports.http.find("m+V0+1").request.url).toBe("https://signed.test/?t=1");
    ports.http.find("m+V0+1").respond(fakeBody(1));
    await ports.clock.settle();
    expect(asked).toEqual(["m+V0+1"]);
    expect(ports.eventsOf("segment/loaded")[0]?.segment.requestUrl).toBe(
      "https://signed.test/?t=1",
    );
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no token");
      },
      "CALLBACK_FAILED",
    ],
    ["rejects", () => Promise.reject(new Error("no token")), "CALLBACK_FAILED"],
    ["returns no string", () => Promise.resolve(7 as unknown as string), "CALLBACK_FAILED"],
    ["never settles", () => new Promise<string>(() => undefined), "CALLBACK_TIMEOUT"],
  ])("that %s fails the segment with a named error", async (_, buildUrl, code) => {
    const { ports, startHttp, segment } = createSegmentScene({
      callbacks: { buildUrl },
      settings: { httpFailedSegmentTimeout: 60_000 },
    });
    startHttp(1);
    await ports.clock.advance(ports.limits.callback);
    expect(ports.eventsOf("segment/error")).toMatchObject([{ error: { code } }]);
    expect(segment.getSnapshot().value).toBe("failed");
    expect(ports.http.requests).toEqual([]);
  });
});

describe("over P2P", () => {
  test("asks the peer by the segment's name on the wire, and delivers with the peer's id", async () => {
    const { ports, startP2p, toSwarm, bringByPeer, payloads } = createSegmentScene();
    startP2p(1);
    expect(toSwarm).toMatchObject([
      {
        type: "download.request",
        token: 1,
        peerId: somePeer,
        segment: { stream: "m+V0", sequence: "1" },
      },
    ]);
    bringByPeer(1, fakeBody(9));
    await ports.clock.settle();
    expect(ports.eventsOf("segment/loaded")).toMatchObject([
      { peerId: somePeer, segment: { requestUrl: undefined, responseUrl: undefined } },
    ]);
    expect(payloads.bytes).toBe(0);
  });

  test("what arrives may be sent on at once, unless the page validates segments", () => {
    for (const validate of [undefined, () => Promise.resolve()]) {
      const { startP2p, startedByPeer, changes } = createSegmentScene({
        callbacks: validate === undefined ? {} : { validate },
      });
      startP2p(1);
      expect(changes.at(-1)).toMatchObject({ state: "p2p" });
      expect(changes.some(({ isArriving }) => isArriving)).toBe(false);
      startedByPeer(1, 1000);
      expect(changes.some(({ isArriving }) => isArriving)).toBe(validate === undefined);
    }
  });

  test("a peer's failure is no SegmentError: another source is tried", () => {
    const { ports, startP2p, segment } = createSegmentScene();
    startP2p(1);
    const error = { code: "P2P_ABSENT", message: "" } as const;
    segment.send({ type: "download.failed", token: token(1), error, partial: undefined });
    expect(segment.getSnapshot().value).toBe("queued");
    expect(ports.eventsOf("segment/error")).toEqual([]);
  });

  test("an answer to an old attempt is dropped and its bytes are released", async () => {
    const { ports, startP2p, segment, bringByPeer, payloads } = createSegmentScene();
    startP2p(1);
    segment.send({ type: "cancel", reason: because("p2p-slot-needed") });
    startP2p(2);
    bringByPeer(1, fakeBody(1));
    expect(segment.getSnapshot().value).toBe("p2p");
    expect(payloads.bytes).toBe(0);
    bringByPeer(2, fakeBody(2));
    await ports.clock.settle();
    expect(ports.eventsOf("segment/loaded")).toHaveLength(1);
    expect(payloads.bytes).toBe(0);
  });

  test("a failed segment may come from a peer, and cools on when the peer fails too", async () => {
    const { ports, startHttp, startP2p, segment, settings } = createSegmentScene();
    startHttp(1);
    await ports.clock.settle();
    ports.http.find("m+V0+1").fail();
    await ports.clock.advance(4000);
    startP2p(2);
    expect(segment.getSnapshot().value).toBe("p2p");
    const failed = { type: "download.failed", token: token(2), partial: undefined } as const;
    segment.send({ ...failed, error: closed });
    expect(segment.getSnapshot().value).toBe("failed");
    await ports.clock.advance(settings.httpFailedSegmentTimeout - 4001);
    expect(segment.getSnapshot().value).toBe("failed");
    await ports.clock.advance(1);
    expect(segment.getSnapshot().value).toBe("queued");
  });
});

describe("httpUseRanges", () => {
  async function stopMidway(httpUseRanges: boolean, isRelayed = false) {
    const scene = createSegmentScene({ settings: { httpUseRanges }, isRelayed });
    const { segment, startP2p, startedByPeer, stopPeer, startHttp, ports } = scene;
    startP2p(1);
    startedByPeer(1, 1000);
    segment.send({ type: "cancel", reason: because("required-now") });
    stopPeer(1, fakeBody(5, 400), 1000, { code: "P2P_CANCELLED", message: "" });
    startHttp(2);
    await ports.clock.settle();
    return scene;
  }

  test("HTTP goes on where the cancelled transfer stopped", async () => {
    const { ports, payloads } = await stopMidway(true);
    const { request, respond } = ports.http.find("m+V0+1");
    expect(request.partial?.byteLength).toBe(400);
    expect(request.expectedSize).toBe(1000);
    respond(fakeBody(5, 600));
    await ports.clock.settle();
    expect(ports.eventsOf("segment/loaded")[0]?.segment.data.byteLength).toBe(1000);
    expect(payloads.bytes).toBe(0);
  });

  test("without the setting the peer's bytes are released, its word on the size is kept", async () => {
    const { ports, payloads } = await stopMidway(false);
    const { request } = ports.http.find("m+V0+1");
    expect(request.partial).toBeUndefined();
    expect(request.expectedSize).toBe(1000);
    expect(payloads.bytes).toBe(0);
  });

  test("a peer that told another size than the origin's copy has is held to it", async () => {
    const { ports, blamed } = await stopMidway(false);
    ports.http.find("m+V0+1").respond(fakeBody(1, 900));
    await ports.clock.settle();
    expect(ports.eventsOf("segment/loaded")).toHaveLength(1);
    expect(blamed()).toEqual([[someConnection, "P2P_FALSE_SIZE"]]);
  });

  test("a relay that told another size is not: it only repeats what its source told", async () => {
    const { ports, blamed } = await stopMidway(false, true);
    ports.http.find("m+V0+1").respond(fakeBody(1, 900));
    await ports.clock.settle();
    expect(ports.eventsOf("segment/loaded")).toHaveLength(1);
    expect(blamed()).toEqual([]);
  });

  test("a peer that told the right size is not", async () => {
    const { ports, blamed } = await stopMidway(false);
    ports.http.find("m+V0+1").respond(fakeBody(1, 1000));
    await ports.clock.settle();
    expect(blamed()).toEqual([]);
  });

  test("a peer whose bytes the origin does not go on from has brought nothing, and is held to its size", async () => {
    const { ports, segment, blamed, toSwarm } = await stopMidway(true);
    // The parts together did not have the size that the peer had told, so the origin was asked for the whole segment.
    ports.http.find("m+V0+1").respondWhole(fakeBody(1, 900));
    await ports.clock.settle();
    expect(segment.getSnapshot().value).toBe("cached");
    expect(toSwarm.filter(({ type }) => type === "source.credited")).toEqual([]);
    expect(blamed()).toEqual([[someConnection, "P2P_FALSE_SIZE"]]);
  });

  test("a rejected splice is loaded again as a whole, without a SegmentError; what differs then is proof", async () => {
    const whole = fakeBody(1, 1000);
    const wrong = fakeBody(5, 400);
    for (const [head, guilty] of [
      [wrong, [[someConnection, "P2P_POLLUTED"]]],
      [whole.slice(0, 400), []],
    ] as const) {
      let verdict = () => Promise.reject(new Error("bad hash"));
      const scene = createSegmentScene({
        settings: { httpUseRanges: true },
        callbacks: { validate: () => verdict() },
      });
      const { segment, startP2p, startedByPeer, stopPeer, startHttp, ports, blamed } = scene;
      startP2p(1);
      startedByPeer(1, 1000);
      stopPeer(1, head.slice(), 1000);
      startHttp(2);
      await ports.clock.settle();
      ports.http.find("m+V0+1").respond(fakeBody(9, 600));
      await ports.clock.settle();
      expect(segment.getSnapshot().value).toBe("queued");
      expect(ports.eventsOf("segment/error")).toEqual([]);

      verdict = () => Promise.resolve() as Promise<never>;
      startHttp(3);
      await ports.clock.settle();
      const { request, respond } = ports.http.find("m+V0+1");
      expect(request.partial).toBeUndefined();
      respond(whole.slice());
      await ports.clock.settle();
      expect(blamed()).toEqual(guilty);
    }
  });
});

describe("parts from several peers", () => {
  const otherPeer = "bb".repeat(20) as PeerId;
  const otherConnection = 2 as ConnectionId;
  const polluted = (...sources: ConnectionId[]) =>
    sources.map((source) => [source, "P2P_POLLUTED"] as const);
  const whole = fakeBody(1, 1000);

  /** The first 400 bytes come from one peer, the rest from another that goes on there. */
  async function spliceTwo(head: Uint8Array<ArrayBuffer>, tail: Uint8Array<ArrayBuffer>) {
    let isValid = false;
    const validate = () => (isValid ? Promise.resolve() : Promise.reject(new Error("bad hash")));
    const scene = createSegmentScene({ callbacks: { validate } });
    const { segment, payloads, startP2p, startedByPeer, stopPeer, ports, toSwarm } = scene;
    startP2p(1);
    startedByPeer(1, 1000);
    stopPeer(1, head.slice(), 1000);
    startP2p(2, otherPeer);
    const asked = toSwarm.at(-1);
    startedByPeer(2, 1000, 400, otherConnection);
    const bytes = Uint8Array.from([...head, ...tail]);
    segment.send({ type: "download.done", token: token(2), payload: payloads.put(bytes) });
    await ports.clock.settle();
    return { ...scene, asked, allow: () => (isValid = true) };
  }

  test("the second peer is told where the first one stopped, and what the size is", async () => {
    const { asked } = await spliceTwo(whole.slice(0, 400), whole.slice(400));
    expect(asked).toMatchObject({ type: "download.request", partial: { size: 1000 } });
  });

  test.each([
    ["the first", fakeBody(5, 400), whole.slice(400), polluted(someConnection)],
    ["the second", whole.slice(0, 400), fakeBody(5, 600), polluted(otherConnection)],
    ["both", fakeBody(5, 400), fakeBody(5, 600), polluted(someConnection, otherConnection)],
    ["neither", whole.slice(0, 400), whole.slice(400), polluted()],
  ])("rejected, and %s brought the wrong bytes: the origin's copy proves it", async (...row) => {
    const [, head, tail, guilty] = row;
    const { segment, blamed, startHttp, ports, allow, payloads } = await spliceTwo(head, tail);
    expect(segment.getSnapshot().value).toBe("queued");
    expect(blamed()).toEqual([]);
    expect(ports.eventsOf("segment/error")).toEqual([]);
    allow();
    startHttp(3);
    await ports.clock.settle();
    ports.http.find("m+V0+1").respond(whole.slice());
    await ports.clock.settle();
    expect(blamed()).toEqual(guilty);
    expect(payloads.bytes).toBe(0);
  });

  test("a peer that went on from its own bytes is the only source, and loses its connection", async () => {
    const validate = () => Promise.reject(new Error("bad hash"));
    const { segment, payloads, startP2p, startedByPeer, stopPeer, ports, blamed } =
      createSegmentScene({ callbacks: { validate } });
    startP2p(1);
    startedByPeer(1, 800);
    stopPeer(1, fakeBody(5, 400), 800);
    startP2p(2);
    startedByPeer(2, 800, 400);
    const payload = payloads.put(fakeBody(5, 800));
    segment.send({ type: "download.done", token: token(2), payload });
    await ports.clock.settle();
    expect(blamed()).toEqual([[someConnection, "P2P_VALIDATION_FAILED"]]);
    expect(ports.eventsOf("segment/error")).toHaveLength(1);
  });

  test("of two starts the longer is kept, and one of another copy than the next peer has is begun again, also from that peer", () => {
    const { segment, payloads, startP2p, startedByPeer, stopPeer } = createSegmentScene();
    type Code = "P2P_CLOSED" | "P2P_ABSENT" | "P2P_OTHER_COPY";
    const stop = (n: number, length: number | undefined, code: Code) => {
      startP2p(n);
      if (length !== undefined) startedByPeer(n, 1000);
      const body = length === undefined ? undefined : fakeBody(n, length);
      stopPeer(n, body, 1000, { code, message: "" });
      return payloads.bytes;
    };
    expect(stop(1, 400, "P2P_CLOSED")).toBe(400);
    expect(stop(2, 300, "P2P_CLOSED")).toBe(400);
    expect(stop(3, 500, "P2P_CLOSED")).toBe(500);
    expect(stop(4, undefined, "P2P_CLOSED")).toBe(500);
    expect(stop(5, undefined, "P2P_ABSENT")).toBe(500);
    expect(stop(6, 600, "P2P_OTHER_COPY")).toBe(0);
    expect(segment.getSnapshot().context.sizeHint).toBeUndefined();
  });

  test("bytes from the origin do not outlive an attempt that is cancelled as they arrive", async () => {
    const { segment, payloads, ports, startHttp } = createSegmentScene();
    startHttp(1);
    await ports.clock.settle();
    ports.http.find("m+V0+1").respond(fakeBody(1, 500));
    // One promise after the other settles: the segment is cancelled at each of these moments.
    for (let turn = 0; turn < 20; turn++) {
      if (payloads.bytes > 0) break;
      await Promise.resolve();
    }
    segment.send({ type: "cancel", reason: because("http-slot-needed") });
    await ports.clock.settle();
    expect(payloads.bytes).toBe(0);
  });

  test("what another peer says of the size changes nothing about the bytes that are kept", () => {
    const { startP2p, startedByPeer, stopPeer, toSwarm } = createSegmentScene();
    startP2p(1);
    startedByPeer(1, 1000);
    stopPeer(1, fakeBody(5, 900), 1000);
    startP2p(2, otherPeer);
    startedByPeer(2, 500, 0, otherConnection);
    stopPeer(2, undefined, 500);
    startP2p(3);
    expect(toSwarm.at(-1)).toMatchObject({ type: "download.request", partial: { size: 1000 } });
  });

  test.each([
    ["a peer that left", "P2P_CLOSED", 400],
    ["a peer that stopped", "P2P_STALLED", 400],
    ["a peer that broke the protocol", "P2P_PROTOCOL_ERROR", 0],
    ["a peer that only dripped", "P2P_TOO_SLOW", 0],
  ] as const)("of what %s had sent (%s) %i bytes are used", (_what, code, kept) => {
    const { startP2p, startedByPeer, stopPeer, payloads } = createSegmentScene();
    startP2p(1);
    startedByPeer(1, 1000);
    stopPeer(1, fakeBody(5, 400), 1000, { code, message: "" });
    expect(payloads.bytes).toBe(kept);
  });

  test("where a validator would see it, what a dripping peer had sent is used all the same", () => {
    const validate = () => Promise.resolve();
    const { startP2p, startedByPeer, stopPeer, payloads } = createSegmentScene({
      callbacks: { validate },
    });
    startP2p(1);
    startedByPeer(1, 1000);
    stopPeer(1, fakeBody(5, 400), 1000, { code: "P2P_TOO_SLOW", message: "" });
    expect(payloads.bytes).toBe(400);
  });

  test("bytes that are no part of a segment of their own size are dropped", () => {
    const { startP2p, startedByPeer, stopPeer, toSwarm, payloads } = createSegmentScene();
    startP2p(1);
    startedByPeer(1, 500);
    stopPeer(1, fakeBody(5, 500), 500);
    startP2p(2);
    expect(toSwarm.at(-1)).toMatchObject({ type: "download.request", partial: undefined });
    expect(payloads.bytes).toBe(0);
  });
});

describe("aborted", () => {
  const cases = ["download", "validation", "storing"] as const;
  test.each(cases)("nothing is told of a segment that left during %s", async (phase) => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const validate = () => (phase === "validation" ? held : Promise.resolve());
    const scene = createSegmentScene({ callbacks: { validate } });
    const { ports, startHttp, segment, payloads } = scene;
    if (phase === "storing") ports.store.store = () => held;
    startHttp(1);
    await ports.clock.settle();
    if (phase !== "download") ports.http.find("m+V0+1").respond(fakeBody(1));
    await ports.clock.settle();
    segment.send({ type: "abort", reason: because("left-queue") });
    const told = ports.events.length;
    release();
    await ports.clock.settle();
    expect(ports.eventsOf("segment/state").at(-1)).toMatchObject({
      state: "aborted",
      reason: because("left-queue"),
    });
    expect(ports.events).toHaveLength(told);
    expect(ports.eventsOf("segment/loaded")).toEqual([]);
    expect(payloads.bytes).toBe(0);
    expect(ports.http.open).toEqual([]);
  });

  test("cancels a peer's transfer, whose last bytes are released", () => {
    const { startP2p, segment, stopPeer, toSwarm, payloads } = createSegmentScene();
    startP2p(1);
    segment.send({ type: "abort", reason: because("left-queue") });
    expect(toSwarm.at(-1)).toMatchObject({ type: "download.cancel", token: 1 });
    stopPeer(1, fakeBody(1), 5000);
    expect(payloads.bytes).toBe(0);
  });

  test("bytes that arrive after the actor has stopped are released too", () => {
    const { startP2p, segment, toSwarm, payloads } = createSegmentScene();
    startP2p(1);
    const [request] = toSwarm;
    segment.stop();
    if (request?.type !== "download.request") throw new Error("no request");
    const payload = payloads.put(fakeBody(1));
    request.replyTo.send({ type: "download.done", token: token(1), payload });
    expect(payloads.bytes).toBe(0);
  });
});

describe("explicit retries", () => {
  async function failOnce(scene: ReturnType<typeof createSegmentScene>, n: number) {
    scene.startHttp(n);
    await scene.ports.clock.settle();
    scene.ports.http.find("m+V0+1").fail();
    await scene.ports.clock.settle();
  }

  test("the first is at once, the next is spaced", async () => {
    const scene = createSegmentScene();
    const { segment, ports } = scene;
    const retry = { type: "retry", reason: because("asked-again") } as const;
    await failOnce(scene, 1);
    segment.send(retry);
    expect(segment.getSnapshot().value).toBe("queued");
    await failOnce(scene, 2);
    segment.send(retry);
    expect(segment.getSnapshot().value).toBe("failed");
    await ports.clock.advance(ports.limits.retrySpacing);
    segment.send(retry);
    expect(segment.getSnapshot().value).toBe("queued");
  });

  test("a segment that is queued again within its cool-down keeps it", async () => {
    const until = 6000;
    const scene = createSegmentScene({
      coolDown: { until, isMissed: false, retries: 1, retryFrom: 5000 },
    });
    expect(scene.segment.getSnapshot().value).toBe("failed");
    await scene.ports.clock.advance(until - scene.ports.clock.now());
    expect(scene.segment.getSnapshot().value).toBe("queued");
  });
});

describe("the validator", () => {
  test("gets a copy, the method and the peer", async () => {
    const calls: unknown[][] = [];
    const scene = createSegmentScene({
      callbacks: {
        validate: (segment, ...rest) => {
          new Uint8Array(segment.data).fill(0);
          calls.push(rest);
          return Promise.resolve();
        },
      },
    });
    scene.startP2p(1);
    scene.bringByPeer(1, fakeBody(9));
    await scene.ports.clock.settle();
    expect(calls).toEqual([["p2p", somePeer]]);
    const [event] = scene.ports.eventsOf("segment/loaded");
    expect(new Uint8Array(event?.segment.data ?? new ArrayBuffer(0))).toEqual(fakeBody(9));
  });

  test("rejects an HTTP copy: the caller's own error is told, nothing is stored", async () => {
    const own = new Error("bad hash");
    const scene = createSegmentScene({ callbacks: { validate: () => Promise.reject(own) } });
    scene.startHttp(1);
    await scene.ports.clock.settle();
    scene.ports.http.find("m+V0+1").respond(fakeBody(1));
    await scene.ports.clock.settle();
    const [event] = scene.ports.eventsOf("segment/error");
    expect(event?.error.code).toBe("HTTP_VALIDATION_FAILED");
    expect(event?.error.cause).toBe(own);
    expect(scene.segment.getSnapshot().value).toBe("failed");
    expect(scene.ports.store.held.size).toBe(0);
    expect(scene.payloads.bytes).toBe(0);
  });

  test("that never settles fails the segment, and blames no peer", async () => {
    const validate = () => new Promise<void>(() => undefined);
    const scene = createSegmentScene({ callbacks: { validate } });
    scene.startP2p(1);
    scene.bringByPeer(1, fakeBody(9));
    await scene.ports.clock.advance(scene.ports.limits.callback);
    expect(scene.ports.eventsOf("segment/error")).toMatchObject([
      { error: { code: "CALLBACK_TIMEOUT" } },
    ]);
    expect(scene.toSwarm.map(({ type }) => type)).toEqual(["download.request"]);
    expect(scene.payloads.bytes).toBe(0);
  });

  async function pollute(originBody: Uint8Array<ArrayBuffer>) {
    let calls = 0;
    const validate = () => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error("bad hash")) : Promise.resolve();
    };
    const scene = createSegmentScene({ callbacks: { validate } });
    scene.startP2p(1);
    scene.bringByPeer(1, fakeBody(9));
    await scene.ports.clock.settle();
    const afterPeer = { state: scene.segment.getSnapshot().value, told: [...scene.toSwarm] };
    scene.startHttp(2);
    await scene.ports.clock.settle();
    scene.ports.http.find("m+V0+1").respond(originBody);
    await scene.ports.clock.settle();
    return { ...scene, afterPeer };
  }

  test("a polluting peer is blamed at once, and again when the origin's copy proves it", async () => {
    const { ports, afterPeer, blamed, segment } = await pollute(fakeBody(1));
    expect(afterPeer.state).toBe("queued");
    expect(afterPeer.told.at(-1)).toMatchObject({
      type: "source.blamed",
      source: someConnection,
      error: { code: "P2P_VALIDATION_FAILED" },
    });
    expect(ports.eventsOf("segment/error")).toMatchObject([
      { peerId: somePeer, error: { code: "P2P_VALIDATION_FAILED" } },
    ]);
    expect(blamed().at(-1)).toEqual([someConnection, "P2P_POLLUTED"]);
    expect(segment.getSnapshot().value).toBe("cached");
  });

  test("when the origin sends the same bytes the validator erred, and nobody is banned", async () => {
    const { blamed } = await pollute(fakeBody(9));
    expect(blamed()).toEqual([[someConnection, "P2P_VALIDATION_FAILED"]]);
  });
});

describe("the storage", () => {
  test.each(["rejects", "hangs"] as const)(
    "that %s does not keep a segment from the player",
    async (mood) => {
      const { ports, startHttp, segment } = createSegmentScene();
      ports.store.mood = mood;
      startHttp(1);
      await ports.clock.settle();
      ports.http.find("m+V0+1").respond(fakeBody(1));
      await ports.clock.advance(ports.limits.storageTransaction);
      expect(ports.eventsOf("segment/loaded")).toHaveLength(1);
      expect(segment.getSnapshot().value).toBe("cached");
    },
  );

  test("that holds the segment already makes it cached without telling it loaded", () => {
    const { ports, segment } = createSegmentScene();
    segment.send({ type: "found", reason: because("in-storage") });
    expect(segment.getSnapshot().value).toBe("cached");
    expect(ports.eventsOf("segment/loaded")).toEqual([]);
  });
});

test("a refreshed address is used by the next attempt while the running one goes on", async () => {
  const { ports, startHttp, segment, info } = createSegmentScene();
  startHttp(1);
  await ports.clock.settle();
  const newer = fakeSegment(1, { ...info, url: "https://origin.test/1.ts?token=2" });
  segment.send({ type: "update", info: newer });
  ports.http.find("m+V0+1").respond(fakeBody(1));
  await ports.clock.settle();
  expect(ports.http.requests).toHaveLength(1);
  expect(ports.eventsOf("segment/loaded")[0]?.segment).toMatchObject({
    info: newer,
    requestUrl: "https://origin.test/1.ts",
  });
});

test("a validator's own LoaderError is unwrapped to its cause", async () => {
  const own = new Error("bad hash");
  const wrapped = new LoaderError("CALLBACK_FAILED", "rejected", { cause: own });
  const scene = createSegmentScene({ callbacks: { validate: () => Promise.reject(wrapped) } });
  scene.startHttp(1);
  await scene.ports.clock.settle();
  scene.ports.http.find("m+V0+1").respond(fakeBody(1));
  await scene.ports.clock.settle();
  expect(scene.ports.eventsOf("segment/error")[0]?.error.cause).toBe(own);
});
