/** An engine to which anything happens in any order. Afterwards all that is wanted is there, and nothing is left over. */
import {
  type ConnectionId,
  defaultEngineSettings,
  type PeerId,
  type SegmentInfo,
  type WireSegmentId,
} from "@swarmlane/contract";
import { createChannelPair, fakeBody, fakeSegment } from "@swarmlane/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createEngineScene } from "./engine.fake.ts";
import { createRemote, type Remote } from "./swarm/swarm.fake.ts";

/** `n` says which of several, or how much. */
type Step = (n: number) => void | Promise<void>;

/** Several rejections in a row, silence, and approval. */
function createValidator() {
  let calls = 0;
  let isCalm = false;
  return {
    validate(): Promise<void> {
      calls += 1;
      if (isCalm || calls % 3 > 0) return Promise.resolve();
      return calls % 2 > 0 ? Promise.reject(new Error("invalid")) : new Promise(() => undefined);
    },
    calm: () => (isCalm = true),
  };
}

function createWorld() {
  const validator = createValidator();
  const scene = createEngineScene({
    callbacks: { validate: () => validator.validate() },
    settings: { httpUseRanges: true, requiredSegmentsPriority: 2, httpDownloadProbability: 0.1 },
    peerId: "55".repeat(20) as PeerId,
  });
  const { engine, ports, load } = scene;
  const remotes: Remote[] = [];
  const left = new Set<Remote>();
  let queue: SegmentInfo[] = [];

  const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % from.length];
  const someone = (n: number): Remote | undefined => {
    return pick(
      remotes.filter((remote) => !left.has(remote) && !remote.isClosed()),
      n,
    );
  };

  const steps = {
    async load(n) {
      const info = (_: unknown, i: number) => fakeSegment((n % 10) + i, { priority: i });
      queue = Array.from({ length: 1 + (n % 7) }, info);
      await load(queue);
    },
    originAnswers: (n) => pick(ports.http.open, n)?.respond(fakeBody(1)),
    originFails: (n) =>
      pick(ports.http.open, n)?.fail("HTTP_STATUS", { status: n % 2 > 0 ? 404 : 503 }),
    originDrips: (n) => pick(ports.http.open, n)?.progress(1),
    timePasses: (n) => ports.clock.advance(pick([1, 20, 400, 3000, 12_000], n) ?? 0),
    peerJoins(n) {
      const id = remotes.length as ConnectionId;
      const { a, b } = createChannelPair({ clock: ports.clock, bandwidth: 1 + n });
      remotes.push(createRemote(b));
      engine.connectionOpened(id, n % 2 > 0, a);
      engine.connectionAdmit(id, String(1 + (n % 4)).repeat(40) as PeerId, "", `${n}`);
    },
    peerLeaves(n) {
      const remote = someone(n);
      if (remote === undefined) return;
      left.add(remote);
      remote.close();
    },
    connectionCloses: (n) => engine.connectionClosed((n % (remotes.length + 1)) as ConnectionId),
    peerAnnounces: (n) => someone(n)?.announce(...queue.map(({ sequence }) => sequence)),
    peerAsks(n) {
      const segment = pick(queue, n);
      if (segment === undefined) return;
      someone(n)?.say({ type: "request", id: `m+V0+${segment.sequence}` as WireSegmentId });
    },
    peerAnswers(n) {
      const remote = someone(n);
      const asked = remote?.commands().filter(({ type }) => type === "request");
      const last = asked?.at(-1);
      if (remote === undefined || last?.type !== "request") return;
      const { id } = last;
      if (n % 5 === 0) {
        remote.say({ type: "absent", id });
        return;
      }
      remote.say({ type: "data", id, size: 1000 });
      remote.raw(fakeBody(1).subarray(0, 500));
      if (n % 5 === 1) remote.announce();
      if (n % 5 > 1) remote.raw(fakeBody(1).subarray(500));
    },
    playerAsks: (n) => void engine.getSegment(pick(queue, n)?.id ?? "none"),
    storeForgets: (n) => void ports.store.held.delete(pick(queue, n)?.id ?? ""),
    storeFails: (n) => void (ports.store.mood = n % 5 === 0 ? "hangs" : ports.store.mood),
    pageThaws: () => engine.resume("the page was frozen"),
    trackerTells: (n) => engine.trackerUpdate(1, n % 3),
  } satisfies Record<string, Step>;

  return {
    ...{ ...scene, queue: () => queue },
    steps: steps as Readonly<Record<keyof typeof steps, Step>>,
    /** The origin answers everything at once, and time passes. */
    async calmDown() {
      validator.calm();
      engine.configure({ requiredSegmentsPriority: 20 });
      for (let second = 0; second < 60; second++) {
        for (const request of ports.http.open) request.respond(fakeBody(1));
        await ports.clock.advance(1000);
      }
    },
  };
}

const stepNames = Object.keys(createWorld().steps) as (keyof ReturnType<
  typeof createWorld
>["steps"])[];
const story = fc.array(fc.tuple(fc.constantFrom(...stepNames), fc.nat(1000)), {
  minLength: 20,
  maxLength: 120,
});

const httpSlots = defaultEngineSettings.simultaneousHttpDownloads;

test("whatever happens, HTTP slots are kept, the queue is loaded in the end, every peer is told to close, and no timer stays", async () => {
  await fc.assert(
    fc.asyncProperty(story, async (happenings) => {
      const world = createWorld();
      const { engine, ports, queue, stateOf } = world;
      for (const [name, n] of happenings) {
        await world.steps[name](n);
        await ports.clock.settle();
        expect(ports.http.open.length).toBeLessThanOrEqual(httpSlots);
      }
      await world.calmDown();
      expect(queue().map(stateOf)).toEqual(queue().map(() => "cached"));
      expect(ports.http.open).toEqual([]);
      const codes = (["segment/error", "warning"] as const).flatMap((type) =>
        ports.eventsOf(type).map(({ error }) => error.code),
      );
      expect(codes).not.toContain("INTERNAL");

      const destroyed = engine.destroy();
      await ports.clock.advance(ports.limits.storageTransaction);
      await destroyed;
      expect(ports.eventsOf("peer/closed")).toHaveLength(ports.eventsOf("peer/connected").length);
      expect(ports.clock.pending).toBe(0);
    }),
    { numRuns: 40 },
  );
}, 30_000);
