import { fakeBody, fakeQueue, fakeSegment } from "@swarmlane/testkit";
import { describe, expect, test } from "vitest";
import { parseMessage } from "../format/parse.ts";
import { createFeedScene, type FeedSceneOptions } from "./feed-scene.fake.ts";

async function play(options: FeedSceneOptions = {}) {
  const scene = createFeedScene(options);
  const watcher = scene.watch();
  await scene.load(fakeQueue(3));
  await scene.ports.clock.advance(50);
  return { ...scene, ...watcher, clock: scene.ports.clock, http: scene.ports.http };
}

describe("a segment's life", () => {
  test("over HTTP, from wanted to stored", async () => {
    const { clock, http, of, refused } = await play();
    http.find("m+V0+0").respond(fakeBody(1, 5000));
    await clock.advance(500);
    const mine = { segment: " m+V0+0" };
    const told = of("segment").filter(({ segment }) => segment === mine.segment);
    expect(told.map(({ state }) => state)).toEqual(["queued", "http", "validating", "cached"]);
    const transfers = of("transfer").filter(({ segment }) => segment === mine.segment);
    expect(transfers.map(({ phase }) => phase)).toEqual(["asked", "started", "done"]);
    expect(transfers.at(-1)).toMatchObject({ source: "http", bytes: 5000, wait: 50 });
    expect(of("storage").at(-1)).toMatchObject({ segments: 1, bytes: 5000 });
    expect(of("traffic").at(-1)).toMatchObject({ http: 5000 });
    expect(refused).toEqual([]);
  });

  test("an origin that fails: the error, as data, with the segment and its transfer", async () => {
    const { clock, http, of } = await play();
    http.find("m+V0+0").fail();
    await clock.advance(500);
    const error = { code: "HTTP_STATUS", status: 503 };
    expect(of("segment").find(({ state }) => state === "failed")).toMatchObject({ error });
    expect(of("transfer").find(({ phase }) => phase === "failed")).toMatchObject({ error });
    const snapshot = of("snapshot").find(({ state }) => state === "failed");
    expect(snapshot?.facts["retryAt"]).toBe(10_050);
  });

  test("progress is reported while bytes arrive, at most every 250 ms", async () => {
    const { clock, http, of } = await play();
    for (let n = 0; n < 100; n += 1) {
      http.find("m+V0+0").progress(10);
      await clock.advance(10);
    }
    await clock.advance(5000);
    const transfers = of("transfer").filter(({ segment }) => segment === " m+V0+0");
    expect(transfers.map(({ phase }) => phase).slice(0, 3)).toEqual([
      ...["asked", "started", "progress"],
    ]);
    const progress = transfers.filter(({ phase }) => phase === "progress");
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.length).toBeLessThanOrEqual(5);
    expect(progress.at(-1)).toMatchObject({ bytes: 1000, source: "http" });
    const times = transfers.slice(1).map(({ t }) => t);
    times
      .slice(1)
      .forEach((t, index) => expect(t - (times[index] ?? 0)).toBeGreaterThanOrEqual(250));
  });

  test("a first 404 has the code that the segment acts on, in the transfer as in the reason", async () => {
    const { clock, http, of } = await play();
    http.find("m+V0+0").fail("HTTP_STATUS", { status: 404 });
    await clock.advance(500);
    const failed = of("transfer").find(({ phase }) => phase === "failed");
    expect(failed?.error).toMatchObject({ code: "HTTP_NOT_YET", status: 404 });
    const told = of("segment").find(({ state }) => state === "failed");
    expect(told?.reason).toMatch(/^HTTP_NOT_YET: /);
    expect(told?.error).toBeUndefined();
  });

  test("a pre-empted download is cancelled, not failed", async () => {
    const { clock, load, of } = await play({ settings: { simultaneousHttpDownloads: 1 } });
    await load([fakeSegment(9, { priority: -1 }), ...fakeQueue(3)]);
    await clock.advance(500);
    const cancelled = of("transfer").filter(({ phase }) => phase === "cancelled");
    expect(cancelled.map(({ segment }) => segment)).toEqual([" m+V0+0"]);
    expect(of("decision").some(({ decision }) => decision === "cancel")).toBe(true);
  });
});

describe("the policy", () => {
  test("each decision lists its options and the guards that refused", async () => {
    const { of, clock } = await play();
    await clock.advance(200);
    const [first] = of("decision").filter(({ segment }) => segment === " m+V0+2");
    expect(first).toMatchObject({
      decision: "wait",
      considered: [
        { source: "http", isChosen: false, reason: "not required at once" },
        { source: "p2p", isChosen: false, reason: "no free peer holds it" },
      ],
      view: { priority: 2, required: 1, httpSlots: 2, isHttpAllowed: true, peerCount: 0 },
    });
  });

  test("a segment that waits for the same reason is reported once", async () => {
    const { of, engine, clock } = await play();
    for (let n = 0; n < 5; n += 1) {
      engine.configure({});
      await clock.advance(300);
    }
    const waits = of("decision").filter(({ segment }) => segment === " m+V0+2");
    expect(waits).toHaveLength(1);
  });
});

test("a queue that advances is reported as a shift", async () => {
  const { of, load, clock } = await play();
  await load(fakeQueue(3, 1));
  await clock.advance(200);
  const [, next] = of("queue");
  expect(next).toMatchObject({ shift: -1, removed: [" m+V0+0"], priorities: [] });
  expect(next?.added.map(({ key }) => key)).toEqual([" m+V0+3"]);
});

test("machines come as data before their actors: states, arrows, guards and actions by name", async () => {
  const { of, recording, clock } = await play();
  await clock.advance(200);
  const segment = of("machine").find(({ machine }) => machine.id === "segment");
  expect(segment?.machine.nodes.map(({ id }) => id)).toContain("segment.validating.checking");
  const retry = segment?.machine.edges.find(({ event }) => event === "retry");
  expect(retry).toMatchObject({
    source: "segment.failed",
    targets: ["segment.queued"],
    guard: "mayRetry",
    actions: ["retryNow", "because"],
  });
  const ids = new Set(of("machine").flatMap(({ machine }) => machine.edges.map(({ id }) => id)));
  const taken = of("transition").flatMap(({ edges }) => edges);
  expect(taken.filter((edge) => !ids.has(edge))).toEqual([]);
  expect(recording.latest().taken.get("segment")?.size).toBeGreaterThan(0);
});

test("every message is plain data that the parser takes, as it is and through JSON", async () => {
  const { recording, http, clock } = await play();
  http.find("m+V0+1").respond(fakeBody(1));
  await clock.advance(500);
  for (const message of recording.messages) {
    expect(JSON.parse(JSON.stringify(message))).toEqual(message);
    expect(parseMessage(message)).toEqual({ ok: true, value: message });
  }
});

describe("readers", () => {
  test("one who comes late sees the past", async () => {
    const { clock, http, watch } = await play();
    http.find("m+V0+0").respond(fakeBody(1));
    await clock.advance(1000);
    const late = watch();
    await clock.advance(500);
    const states = late.of("segment").filter(({ segment }) => segment === " m+V0+0");
    expect(states.map(({ state }) => state)).toEqual(["queued", "http", "validating", "cached"]);
  });

  test("a feed that comes late tells what is there", async () => {
    const scene = createFeedScene({ isLate: true });
    await scene.load(fakeQueue(3));
    expect(scene.feed).toBeDefined();
    const watcher = scene.watch();
    await scene.ports.clock.advance(500);
    const model = watcher.recording.latest();
    expect([...model.segments.values()].map(({ state }) => state)).toEqual([
      "http",
      "http",
      "queued",
    ]);
    expect(model.transfers.size).toBe(2);
    expect([...model.actors.values()].map(({ id }) => id)).toContain("scheduler");
  });

  test("batches come at most every 100 ms", async () => {
    const { clock, links, http } = await play();
    const batches = () => links.frames.filter((f) => (f as { type: string }).type === "batch");
    await clock.advance(1000);
    const before = batches().length;
    for (let n = 0; n < 100; n += 1) {
      http.find("m+V0+0").progress(10);
      await clock.advance(10);
    }
    expect(batches().length - before).toBeLessThanOrEqual(11);
    expect(batches().length - before).toBeGreaterThan(1);
  });

  test("a reader that does not answer gets no more batches, and is told what it missed when it does", async () => {
    const { clock, links, feed, ports } = await play();
    const sent = (reader: string) =>
      links.frames
        .map((f) => f as { type: string; to?: string; batch: number; dropped: number; base?: [] })
        .filter(({ type, to }) => type === "batch" && to === reader);
    const say = (type: string, rest = {}) =>
      links.inject({ format: "swarmlane-inspect", version: 1, type, reader: "slow", ...rest });
    const happen = () => {
      const error = { code: "INTERNAL", message: "something" } as const;
      feed.observe(ports.clock.now(), { of: "engine", event: { type: "warning", error } });
    };
    say("attach", { session: "s1" });
    for (let n = 0; n < 20; n += 1) {
      happen();
      await clock.advance(100);
    }
    expect(sent("slow")).toHaveLength(5);
    for (let n = 0; n < 6000; n += 1) happen();
    say("ack", { session: "s1", batch: 4 });
    await clock.advance(150);
    const next = sent("slow")[5];
    expect(next?.dropped).toBeGreaterThan(900);
    expect(next?.base).toBeDefined();
  });

  test("without readers there is no timer, and a silent reader is forgotten", async () => {
    const scene = createFeedScene();
    expect(scene.feed).toBeDefined();
    const { clock } = scene.ports;
    await clock.settle();
    const idle = clock.pending;
    const attach = { format: "swarmlane-inspect", version: 1, type: "attach" };
    scene.links.inject({ ...attach, reader: "a", session: "s1" });
    await clock.settle();
    expect(clock.pending).toBe(idle + 1);
    await clock.advance(20_000);
    expect(clock.pending).toBe(idle);
  });

  test.each([
    ["nonsense", "x"],
    ["a frame of another version", { format: "swarmlane-inspect", version: 2, type: "attach" }],
    [
      "an id that is too long",
      { format: "swarmlane-inspect", version: 1, type: "attach", reader: "x".repeat(5000) },
    ],
  ])("%s from a reader is passed over", async (_, frame) => {
    const { clock, links, recording, load } = await play();
    links.inject(frame);
    await load(fakeQueue(3, 2));
    await clock.advance(500);
    expect(recording.latest().segments.has(" m+V0+4")).toBe(true);
  });

  test("whatever happens to readers, the engine does the same", async () => {
    const run = async (hasReaders: boolean) => {
      const scene = createFeedScene();
      const readers = hasReaders ? [scene.watch(), scene.watch()] : [];
      await scene.load(fakeQueue(2));
      readers[0]?.reader.close();
      scene.ports.http.find("m+V0+0").respond(fakeBody(1));
      await scene.ports.clock.advance(500);
      return scene.ports.events.map((event) => JSON.stringify(event));
    };
    expect(await run(true)).toEqual(await run(false));
  });
});
