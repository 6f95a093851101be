import fc from "fast-check";
import { defaultEngineSettings, segmentStates } from "@swarmlane/contract";
import { describe, expect, test } from "vitest";
import { createFakeSwarm, now, quietView, ranked, segment, type FakePeer } from "./policy.fake.ts";
import { decide } from "./policy.ts";
import type { Decision, SegmentView } from "./policy-view.ts";

const segmentArbitrary = fc.record({
  priority: fc.nat(25),
  state: fc.constantFrom(...segmentStates),
  isDistrusted: fc.boolean(),
  dueAt: fc.integer({ min: now - 5000, max: now + 20_000 }),
  requiredSince: fc.option(fc.integer({ min: now - 2000, max: now }), { nil: undefined }),
  isCooling: fc.boolean(),
  attempt: fc.record({
    startedAt: fc.integer({ min: now - 20_000, max: now }),
    bytes: fc.nat(100_000),
    size: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
  }),
});

const peerArbitrary = fc.record({
  holds: fc.uniqueArray(fc.nat(30)),
  loads: fc.uniqueArray(fc.nat(30)),
  room: fc.nat(3),
  speed: fc.nat(1000),
});

const situation = fc.record({
  drafts: fc.array(segmentArbitrary, { maxLength: 30 }),
  peers: fc.array(peerArbitrary, { maxLength: 6 }),
  settings: fc.record({
    simultaneousHttpDownloads: fc.nat(4),
    simultaneousP2PDownloads: fc.nat(4),
    requiredSegmentsPriority: fc.integer({ min: -1, max: 10 }),
    httpDownloadProbability: fc.constantFrom(0, 0.1, 1),
    consumeOnly: fc.boolean(),
  }),
  isHttpAllowed: fc.boolean(),
  joiningUntil: fc.constantFrom(-Infinity, now + 1000),
  httpTime: fc.nat(5000),
  isDrawDue: fc.boolean(),
  dice: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

function run(given: Situation, isWatched = true) {
  const { drafts, peers, settings, isHttpAllowed, joiningUntil, isDrawDue, httpTime, dice } = given;
  const segments: SegmentView[] = drafts.map(({ isCooling, attempt, ...draft }, n) =>
    segment(n, {
      ...draft,
      attempt: draft.state === "http" || draft.state === "p2p" ? attempt : undefined,
      httpRetryAt: isCooling || draft.state === "failed" ? now + 1000 : undefined,
    }),
  );
  const named = Object.fromEntries(peers.map((peer, n): [string, FakePeer] => [`p${n}`, peer]));
  const swarm = createFakeSwarm(named);
  const view = {
    ...{ ...quietView, ...ranked(segments), swarm },
    ...{ isHttpAllowed, joiningUntil, isDrawDue, httpTime },
  };
  const whole = { ...defaultEngineSettings, ...settings };
  const { decisions } = decide(view, whole, now, () => dice, isWatched);
  return { segments, swarm, decisions, settings: whole };
}

/** What would run if the decisions were carried out. */
function outcome(segments: readonly SegmentView[], decisions: readonly Decision[]) {
  const states = new Map(segments.map(({ key, state }) => [key, state as string]));
  for (const { type, key } of decisions) {
    if (type === "http" || type === "p2p") states.set(key, type);
    if (type === "cancel") states.set(key, "queued");
    if (type === "give-up") states.set(key, "failed");
  }
  const count = (state: string) => [...states.values()].filter((s) => s === state).length;
  return { http: count("http"), p2p: count("p2p") };
}

const countOf = (segments: readonly SegmentView[], state: string) =>
  segments.filter((s) => s.state === state).length;

function holds(name: string, check: (result: ReturnType<typeof run>) => void): void {
  test(name, () => {
    fc.assert(
      fc.property(situation, (given) => check(run(given))),
      { numRuns: 300 },
    );
  });
}

describe("in every situation", () => {
  holds("no decision adds downloads over the limits", ({ segments, decisions, settings }) => {
    const after = outcome(segments, decisions);
    const { simultaneousHttpDownloads, simultaneousP2PDownloads } = settings;
    const before = { http: countOf(segments, "http"), p2p: countOf(segments, "p2p") };
    expect(after.http).toBeLessThanOrEqual(Math.max(before.http, simultaneousHttpDownloads));
    expect(after.p2p).toBeLessThanOrEqual(Math.max(before.p2p, simultaneousP2PDownloads));
  });

  holds("nothing is decided for what is stored, being stored or aborted", (result) => {
    const states = new Map(result.segments.map((s) => [s.key, s]));
    for (const { key } of result.decisions)
      expect(["cached", "validating", "aborted"]).not.toContain(states.get(key)?.state);
  });

  holds("a download starts only where none runs, and stops only where one does", (result) => {
    const states = new Map(result.segments.map(({ key, state }) => [key, state as string]));
    for (const { key, type } of result.decisions) {
      const state = states.get(key);
      if (type === "http" || type === "p2p") expect(["queued", "failed"]).toContain(state);
      if (type === "cancel") expect(["http", "p2p"]).toContain(state);
      if (type === "give-up") expect(["http", "p2p"]).toContain(state);
      if (type !== "wait" && type !== "doubt")
        states.set(key, type === "cancel" || type === "give-up" ? "queued" : type);
    }
  });

  holds(
    "a peer is asked for no more than it has room for, and only for what it holds",
    (result) => {
      const asked = result.decisions.filter((d) => d.type === "p2p");
      for (const { key, peerId } of asked) {
        const name = result.segments.find((s) => s.key === key)?.name;
        expect(name && result.swarm.holders(name).includes(peerId)).toBe(true);
      }
      for (const { id, room } of result.swarm.peers.values())
        expect(asked.filter(({ peerId }) => peerId === id).length).toBeLessThanOrEqual(room);
    },
  );

  holds("nothing that cools down goes over HTTP", ({ segments, decisions }) => {
    const resting = new Set(segments.filter((s) => s.httpRetryAt !== undefined).map((s) => s.key));
    const over = decisions.filter(({ type, key }) => type === "http" && resting.has(key));
    expect(over).toEqual([]);
  });

  holds(
    "the cost is a few looks at each segment's peers: one or three, and two more when a draw is due",
    ({ swarm, segments }) => {
      expect(swarm.calls).toBeLessThanOrEqual(5 * segments.length);
    },
  );
});

test("what is done is the same whether or not somebody watches, in every situation", () => {
  const done = (given: Situation, isWatched: boolean) =>
    run(given, isWatched).decisions.filter(({ type }) => type !== "wait");
  fc.assert(
    fc.property(situation, (given) => {
      expect(done(given, false)).toEqual(done(given, true));
    }),
    { numRuns: 1000 },
  );
});

test("nobody watches: no reason is given for what waits", () => {
  fc.assert(
    fc.property(situation, (given) => {
      expect(run(given, false).decisions.map(({ type }) => type)).not.toContain("wait");
    }),
  );
});

describe("of 2,000 segments and 50 peers", () => {
  const long = ranked(Array.from({ length: 2000 }, (_, n) => segment(n)));
  const unlimited = { p2pDownloadMaxPriority: Infinity, httpDownloadMaxPriority: Infinity };

  /** How many segments a run looks at, and how often it asks who holds one. */
  function cost(holds: readonly number[], settings: Partial<typeof defaultEngineSettings>) {
    const peers = Object.fromEntries(
      Array.from({ length: 50 }, (_, n): [string, FakePeer] => [`p${n}`, { holds }]),
    );
    const swarm = createFakeSwarm(peers);
    let looked = 0;
    function* look() {
      for (const each of long.segments) {
        looked += 1;
        yield each;
      }
    }
    const view = { ...quietView, segments: look(), running: [], swarm };
    decide(view, { ...defaultEngineSettings, ...settings }, now, () => 0);
    return { looked, asked: swarm.calls };
  }

  test("a run looks only at those for which slots are left, and at one more", () => {
    const all = Array.from({ length: 2000 }, (_, n) => n);
    const settings = { ...unlimited, simultaneousHttpDownloads: 2, simultaneousP2PDownloads: 3 };
    expect(cost(all, settings)).toEqual({ looked: 6, asked: 4 });
  });

  test("a run ends at the priorities up to which anything may be loaded", () => {
    const { httpDownloadMaxPriority, p2pDownloadMaxPriority } = defaultEngineSettings;
    const most = Math.max(httpDownloadMaxPriority, p2pDownloadMaxPriority) + 2;
    expect(cost([], {}).looked).toBeLessThanOrEqual(most);
  });

  test("a run that finds no source asks three times at most who holds or loads each segment", () => {
    expect(cost([], unlimited).asked).toBeLessThanOrEqual(3 * 2000);
  });
});
