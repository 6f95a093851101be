import { reasonInWords, type PeerId } from "@swarmlane/contract";
import { describe, expect, test } from "vitest";
import {
  actions,
  createFakeSwarm,
  decideIn,
  type FakePeer,
  now,
  outcomeIn,
  quietView,
  segment,
  type Situation,
} from "./policy.fake.ts";
import type { SegmentView } from "./policy-view.ts";

const http = (n: number, attempt = { startedAt: now - 100, bytes: 50, size: 0 as number }) =>
  segment(n, { state: "http", attempt: { ...attempt, size: undefined } });
const p2p = (n: number, bytes: number, size: number, ms = 1000) =>
  segment(n, { state: "p2p", attempt: { startedAt: now - ms, bytes, size } });
const seeder = "seeder" as PeerId;
const unanswered = (n: number, peerId: string, ms = 12_000) =>
  segment(n, {
    ...{ state: "p2p", peerId: peerId as PeerId },
    attempt: { startedAt: now - ms, bytes: 0, size: undefined },
  });
const cooling = { httpRetryAt: now + 5000, state: "failed" } as const;
const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

interface Row extends Situation {
  readonly name: string;
  readonly does: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: "required segments go over HTTP even when a peer holds them",
    segments: [segment(0), segment(1), segment(2)],
    peers: { a: { holds: all } },
    does: ["http s0", "http s1", "p2p s2 a"],
  },
  {
    name: "no more than simultaneousHttpDownloads, the most important first, whatever the queue's order",
    segments: [
      segment(5, { priority: 1 }),
      segment(6, { priority: 0 }),
      segment(7, { priority: 0 }),
    ],
    does: ["http s6", "http s7"],
  },
  {
    name: "a required segment pre-empts the least important HTTP download",
    segments: [segment(0), http(7), http(3)],
    does: ["cancel s7", "http s0"],
  },
  {
    name: "a required segment never pre-empts a more important one",
    segments: [http(0), segment(2, { priority: 0 }), segment(1), http(3, undefined)].map((s, i) =>
      i === 3 ? { ...s, priority: 0 } : s,
    ),
    settings: { simultaneousHttpDownloads: 2 },
    does: ["cancel s3", "http s2"],
  },
  {
    name: "a required segment takes the slot of a download that only drips",
    segments: [
      http(0, { startedAt: now - 9000, bytes: 9, size: 0 }),
      http(1),
      segment(2, { priority: 1 }),
    ],
    does: ["give-up s0", "http s2"],
  },
  {
    name: "a slow start is no drip",
    segments: [
      http(0, { startedAt: now - 7000, bytes: 0, size: 0 }),
      http(1),
      segment(2, { priority: 1 }),
    ],
    does: [],
  },
  {
    name: "a required segment that failed over HTTP comes from a peer",
    segments: [segment(0, cooling)],
    peers: { a: { holds: [0] } },
    does: ["p2p s0 a"],
  },
  {
    name: "a failed segment rests while nobody has it",
    segments: [segment(0, cooling)],
    does: [],
  },
  {
    name: "while peers have the first chance, required segments come from them",
    segments: [segment(0), segment(1)],
    peers: { a: { holds: [0] } },
    view: { isHttpAllowed: false },
    does: ["p2p s0 a"],
  },
  {
    name: "a required segment that cannot go over HTTP pre-empts the least important peer transfer",
    segments: [segment(0, cooling), p2p(4, 1, 100), p2p(6, 1, 100), p2p(5, 1, 100)],
    peers: { a: { holds: [0] } },
    does: ["cancel s6", "p2p s0 a"],
  },
  {
    name: "a transfer that became required is given up for HTTP when it is not about to finish",
    segments: [p2p(0, 100, 10_000)],
    does: ["cancel s0", "http s0"],
  },
  {
    name: "ADR 0003: a transfer that became required and is about to finish goes on",
    segments: [p2p(0, 6000, 10_000)],
    does: [],
  },
  {
    name: "ADR 0003: a transfer that has stalled is not about to finish",
    segments: [p2p(0, 6000, 10_000, 30_000)],
    does: ["cancel s0", "http s0"],
  },
  {
    name: "a transfer whose header has not come is given up when it is required",
    segments: [
      segment(0, { state: "p2p", attempt: { startedAt: now, bytes: 0, size: undefined } }),
    ],
    does: ["cancel s0", "http s0"],
  },
  {
    name: "others come from peers, at most simultaneousP2PDownloads",
    segments: [segment(2), segment(3), segment(4), segment(5)],
    peers: { a: { holds: all }, b: { holds: all }, c: { holds: all }, d: { holds: all } },
    does: ["p2p s2 a", "p2p s3 b", "p2p s4 c"],
  },
  {
    name: "one transfer at a time from each peer",
    segments: [segment(2), segment(3)],
    peers: { a: { holds: all } },
    does: ["p2p s2 a"],
  },
  {
    name: "nothing above p2pDownloadMaxPriority comes from a peer",
    segments: [segment(21)],
    peers: { a: { holds: [21] } },
    does: [],
  },
  {
    name: "nothing above httpDownloadMaxPriority goes over HTTP",
    segments: [segment(4)],
    settings: { requiredSegmentsPriority: 5, httpDownloadMaxPriority: 3 },
    does: [],
  },
  {
    name: "the last bytes of a required segment are not awaited for long: an average says nothing of a drip",
    segments: [{ ...p2p(0, 990_000, 1e6, 20_000), requiredSince: now - 5000 }],
    does: ["cancel s0", "http s0"],
  },
  {
    name: "but for a moment they are",
    segments: [{ ...p2p(0, 990_000, 1e6, 20_000), requiredSince: now - 1000 }],
    does: [],
  },
  {
    name: "peers that only drip do not keep a slot that another peer could use",
    segments: [2, 3, 4].map((n) => p2p(n, 3000, 16_000_000, 12_000)).concat(segment(5)),
    peers: { honest: { holds: [5] } },
    does: ["give-up s2", "p2p s5 honest"],
  },
  {
    name: "a slow transfer keeps its slot from a peer that is hardly faster: the viewer's own link may be slow",
    segments: [2, 3, 4].map((n) => p2p(n, 48_000, 16_000_000, 12_000)).concat(segment(5)),
    peers: { other: { holds: [5], speed: 8 } },
    does: [],
  },
  {
    name: "nor do peers that do not answer at all",
    segments: [2, 3, 4].map((n) => unanswered(n, `liar ${n}`)).concat(segment(5)),
    peers: { honest: { holds: [5], speed: 100 } },
    does: ["give-up s2", "p2p s5 honest"],
  },
  {
    name: "a request that waits behind what the same peer is bringing is not unanswered",
    segments: [
      { ...p2p(2, 500_000, 1e6, 12_000), peerId: seeder },
      ...[3, 4].map((n) => unanswered(n, seeder)),
      segment(5),
    ],
    peers: { honest: { holds: [5], speed: 100 } },
    does: [],
  },
  {
    name: "what is urgent is asked of an untried peer rather than of one that brought nothing",
    segments: [segment(0, cooling)],
    peers: { liar: { holds: [0], speed: 0 }, untried: { holds: [0] } },
    does: ["p2p s0 untried"],
  },
  {
    name: "a slow transfer keeps its slot while nobody else can bring anything",
    segments: [2, 3, 4].map((n) => p2p(n, 3000, 16_000_000, 12_000)).concat(segment(5)),
    does: [],
  },
  {
    name: "a transfer that has just begun keeps its slot",
    segments: [2, 3, 4].map((n) => p2p(n, 0, 16_000_000, 9000)).concat(segment(5)),
    peers: { honest: { holds: [5] } },
    does: [],
  },
  {
    name: "a segment whose copy was rejected goes over HTTP, required or not",
    segments: [segment(5, { isDistrusted: true })],
    peers: { b: { holds: [5] } },
    does: ["http s5"],
  },
  {
    name: "a segment whose copy was rejected pre-empts nothing, and no other peer is asked meanwhile",
    segments: [http(7), http(8), segment(5, { isDistrusted: true })],
    peers: { b: { holds: [5] } },
    does: [],
  },
  {
    name: "when the origin fails as well, another peer may bring a segment whose copy was rejected",
    segments: [segment(5, { isDistrusted: true, ...cooling })],
    peers: { b: { holds: [5] } },
    does: ["p2p s5 b"],
  },
  {
    name: "what is stored and what is being stored is left alone",
    segments: [segment(0, { state: "cached" }), segment(1, { state: "validating" })],
    peers: { a: { holds: all } },
    view: { isDrawDue: true },
    does: [],
  },
];

describe("what is loaded from where", () => {
  test.each(rows)("$name", ({ does, ...situation }) => {
    expect(actions(situation)).toEqual(does);
  });
});

describe("the choice of a peer", () => {
  const peers = {
    slow: { holds: all, speed: 10 },
    fast: { holds: all, speed: 500 },
    busy: { holds: all, speed: 900, room: 0 },
    new1: { holds: all },
    new2: { holds: all },
  };

  test("an urgent segment is asked of the fastest free holder", () => {
    expect(actions({ segments: [segment(0, cooling)], peers })).toEqual(["p2p s0 fast"]);
  });

  test("otherwise a peer of unknown speed is tried first; ties are drawn", () => {
    const segments = [segment(2), segment(3), segment(4)];
    const settings = { simultaneousP2PDownloads: 3 };
    expect(actions({ segments, peers, settings, random: () => 0.99 })).toEqual([
      "p2p s2 new2",
      "p2p s3 new1",
      "p2p s4 fast",
    ]);
  });
});

/** The origin has to be asked 1 s before what is due: 500 ms for the download (`httpTime`), 500 ms as a margin. */
const lead = quietView.httpTime + quietView.limits.playMargin;

describe("a required segment that the player does not wait for yet", () => {
  const fresh = { queuedAt: now, dueAt: now + lead + 1 };
  const known: readonly (Situation & {
    readonly when: string;
    readonly does: readonly string[];
  })[] = [
    {
      when: "comes from a peer that holds it",
      segments: [segment(1, fresh)],
      peers: { a: { holds: all } },
      does: ["p2p s1 a"],
    },
    {
      when: "waits for a peer that is loading it",
      segments: [segment(1, fresh)],
      peers: { a: { holds: [], loads: [1] } },
      does: [],
    },
    {
      when: "waits for a peer of 0.6 that is loading it",
      segments: [segment(1, fresh)],
      peers: { a: { holds: [], loads: [1], isOurs: false } },
      does: [],
    },
    {
      when: "waits for peers that are about to connect",
      segments: [segment(1, fresh)],
      view: { joiningUntil: now + 1000 },
      does: [],
    },
    {
      when: "goes on coming from a peer, however slow",
      segments: [{ ...p2p(1, 1, 100_000), ...fresh }],
      peers: { a: { holds: all, room: 0 } },
      does: [],
    },
    {
      // Until ADR 0024 it went over HTTP at once; but a peer that is busy is bringing something, and has room soon.
      when: "waits for its holder to have room",
      segments: [segment(1, fresh)],
      peers: { a: { holds: all, room: 0 } },
      does: [],
    },
    {
      when: "goes over HTTP when nobody has it, loads it or could",
      segments: [segment(1, fresh)],
      peers: { a: { holds: [] } },
      does: ["http s1"],
    },
    {
      when: "goes over HTTP when the origin must be asked now to bring it in time",
      segments: [segment(1, { queuedAt: now - 9000, dueAt: now + lead })],
      peers: { a: { holds: all } },
      view: { joiningUntil: now + 1000 },
      does: ["http s1"],
    },
    {
      when: "goes over HTTP the earlier, the longer the origin takes",
      segments: [segment(1, fresh)],
      peers: { a: { holds: all } },
      view: { httpTime: 501 },
      does: ["http s1"],
    },
    {
      when: "goes over HTTP when the player does wait for it",
      segments: [segment(0, fresh)],
      peers: { a: { holds: all } },
      view: { joiningUntil: now + 1000 },
      does: ["http s0"],
    },
    {
      when: "goes over HTTP when a peer's copy of it was rejected",
      segments: [segment(1, { ...fresh, isDistrusted: true })],
      peers: { a: { holds: all } },
      does: ["http s1"],
    },
    {
      when: "goes on coming from a peer that will have brought it when it is played",
      segments: [{ ...p2p(1, 6000, 10_000), dueAt: now + 1000 }],
      does: [],
    },
    {
      when: "is given up for HTTP when the peer would end so late that it must not become any slower",
      segments: [{ ...p2p(1, 5500, 10_000), dueAt: now + 1000 }],
      does: ["cancel s1", "http s1"],
    },
  ];

  test.each(known)("$when", ({ does, ...situation }) => {
    expect(actions(situation)).toEqual(does);
  });

  test("has another run of the policy when its time is over, and while a transfer may still fail to end in time", () => {
    const peers = { a: { holds: all } };
    expect(outcomeIn({ segments: [segment(1, fresh)], peers }).wakeAt).toBe(now + 1);
    const running = { ...p2p(1, 6000, 10_000), dueAt: now + 1000 };
    expect(outcomeIn({ segments: [running] }).wakeAt).toBeLessThan(running.dueAt);
    expect(outcomeIn({ segments: [segment(0)] }).wakeAt).toBe(Infinity);
  });
});

describe("what nobody has", () => {
  const names = ["a", "b", "c", "ourselves"];
  const segments = Array.from({ length: 40 }, (_, n) => segment(n + 2, { queuedAt: now }));
  const settings = { httpDownloadMaxPriority: 100, p2pDownloadMaxPriority: 100 };
  const others = (own: string, change: Partial<FakePeer> = {}) =>
    Object.fromEntries(
      names.filter((name) => name !== own).map((name) => [name, { holds: [], ...change }]),
    );

  /** Which of the 40 segments each of the four would fetch, seen by itself. */
  function share(own: string, change: Partial<SegmentView> = {}): readonly string[] {
    const view = { ownPeerId: own as PeerId };
    return segments
      .map((one) => ({ ...one, ...change }))
      .filter((one) => actions({ segments: [one], peers: others(own), settings, view }).length > 0)
      .map(({ key }) => key);
  }
  const ours = () => ({ ownPeerId: "ourselves" as PeerId });
  const theirs = () => segments.filter(({ key }) => !share("ourselves").includes(key));

  test("is fetched at once by exactly one of the connected viewers, without a word, and by each a part", () => {
    const shares = names.map((name) => share(name));
    expect(shares.flat().sort()).toEqual(segments.map(({ key }) => key as string).sort());
    for (const one of shares) expect(one.length).toBeGreaterThan(2);
  });

  test("is fetched at once by a few viewers of a large swarm, however large it is", () => {
    const many = Array.from({ length: 400 }, (_, n) => segment(n + 2, { queuedAt: now }));
    const fetched = (swarmSize: number, limits = quietView.limits) => {
      const view = { ...ours(), swarmSize, limits };
      const given = {
        peers: others("ourselves"),
        settings: { httpDownloadMaxPriority: 1000 },
        view,
      };
      return many.filter((one) => actions({ segments: [one], ...given }).length > 0).length;
    };
    // As many as there are connected viewers: each fetches a quarter.
    expect(fetched(4)).toBeGreaterThan(60);
    const { electedViewers } = quietView.limits;
    for (const swarmSize of [100, 1000]) {
      const share = (400 * electedViewers) / swarmSize;
      expect(fetched(swarmSize)).toBeLessThan(2 * share + 3);
      expect(fetched(swarmSize, { ...quietView.limits, electedViewers: swarmSize })).toBe(
        fetched(4),
      );
    }
    expect(fetched(100)).toBeGreaterThan(0);
  });

  test("is left to others at first by a viewer whose uplink would hold up a large swarm", () => {
    const own = Array.from({ length: 40 }, (_, n) => segment(n + 2, { queuedAt: now }));
    const fetched = (uplink: number | undefined, swarmSize = 100) => {
      const swarm = { ...createFakeSwarm(others("ourselves")), uplink };
      const limits = { ...quietView.limits, electedViewers: 100 };
      const view = { ...ours(), swarm, swarmSize, limits, segmentBytes: 1_000_000 };
      return own.filter((one) => actions({ segments: [one], view }).length > 0).length;
    };
    expect(fetched(undefined)).toBeGreaterThan(0);
    expect(fetched(1_000_000)).toBe(fetched(undefined));
    expect(fetched(1)).toBe(0);
    expect(fetched(1, 4)).toBe(fetched(undefined, 4));
  });

  test("of a large swarm is fetched early by the next ones, if none of the few is there and their uplink is fast", () => {
    const limits = { ...quietView.limits, electedViewers: 0 };
    const turn = (one: SegmentView, uplink: number): number => {
      const swarm = { ...createFakeSwarm(others("ourselves")), uplink };
      const view = { ...ours(), swarm, swarmSize: 100, limits, segmentBytes: 1_000_000 };
      const start = one.dueAt - 20_000;
      for (let ms = 0; ms <= 20_000; ms += 500) {
        const later = { ...one, queuedAt: now - ms, dueAt: one.dueAt - (start - now) - ms };
        if (actions({ segments: [later], settings, view }).length > 0) return ms;
      }
      return Infinity;
    };
    const fast = segments.map((one) => turn(one, 1_000_000));
    const slow = segments.map((one) => turn(one, 1));
    expect(fast.every((ms, index) => ms <= (slow[index] ?? 0))).toBe(true);
    const early = fast.filter((ms, index) => ms < (slow[index] ?? 0));
    expect(early.length).toBeGreaterThan(0);
    expect(early.length).toBeLessThan(segments.length / 2);
    expect(slow).not.toContain(Infinity);
  });

  test("of a large swarm is fetched by each next one a step later than by the one before it", () => {
    const turns = (electionStep: number, joiningUntil = -Infinity): readonly number[] => {
      const limits = { ...quietView.limits, electedViewers: 0, electionStep };
      const view = { ...ours(), swarmSize: 10, limits, joiningUntil };
      return segments.map((one) => {
        const given = { segments: [{ ...one, dueAt: now + 100_000 }], peers: others("ourselves") };
        return outcomeIn({ ...given, settings, view }).wakeAt - now;
      });
    };
    const [short, long] = [turns(1000), turns(2000)];
    expect(Math.min(...short)).toBeLessThan(1000);
    for (const [index, ms] of short.entries()) expect(long[index]).toBeCloseTo(2 * ms);
    // The time of a newcomer's turn counts from the end of `swarmJoining`.
    for (const [index, ms] of turns(1000, now).entries()) expect(ms).toBeCloseTo(short[index] ?? 0);
    const view = { ...ours(), swarmSize: 10, joiningUntil: now - 1000 };
    const limits = { ...quietView.limits, electedViewers: 0 };
    const old = segments.map((one) => ({ ...one, queuedAt: now - 9000, dueAt: now + 100_000 }));
    const due = (queued: readonly SegmentView[], joiningUntil: number): number =>
      queued.filter((one) => {
        const given = { segments: [one], peers: others("ourselves"), settings };
        return actions({ ...given, view: { ...view, limits, joiningUntil } }).length > 0;
      }).length;
    expect(due(old, now - 1000)).toBeLessThan(due(old, -Infinity));
  });

  test("is not fetched by a newcomer, which has not heard yet what its peers have, before it has to be", () => {
    const own = share("ourselves");
    const asked = (change: Partial<SegmentView>) =>
      segments
        .map((one) => ({ ...one, ...change }))
        .filter((one) => {
          const view = { ...ours(), joiningUntil: now + 1000 };
          return (
            actions({ segments: [one], peers: others("ourselves"), settings, view }).length > 0
          );
        });
    expect(own.length).toBeGreaterThan(0);
    expect(asked({})).toEqual([]);
    expect(asked({ priority: 1, dueAt: now + lead })).toHaveLength(segments.length);
  });

  test("is fetched by the next ones, one after the other, as the time when it is played comes nearer", () => {
    const [one] = theirs();
    if (one === undefined) throw new Error("everything is ours");
    const start = one.dueAt - 20_000;
    const turns = names.map((own) => {
      const view = { ownPeerId: own as PeerId };
      for (let ms = 0; ms <= 20_000; ms += 100) {
        const later = { ...one, queuedAt: now - ms, dueAt: one.dueAt - (start - now) - ms };
        if (actions({ segments: [later], peers: others(own), settings, view }).length > 0)
          return ms;
      }
      return Infinity;
    });
    const inOrder = [...turns].sort((a, b) => a - b);
    expect(inOrder[0]).toBe(0);
    expect(new Set(inOrder).size).toBe(names.length);
    expect(inOrder.at(-1)).toBeLessThan(20_000 - lead);
  });

  test("is waited for, with the reason and the time", () => {
    const [one] = theirs();
    const decisions = decideIn({
      ...{ segments: one === undefined ? [] : [one], peers: others("ourselves"), settings },
      ...{ view: ours(), isWatched: true },
    });
    expect(decisions).toHaveLength(1);
    expect(decisions[0]).toMatchObject({ type: "wait", reason: { notHttp: "other-elected" } });
    const [{ reason } = {}] = decisions;
    expect(reason?.code === "waits" && (reason.until ?? 0) > now).toBe(true);
  });

  test("is left to the random download when there are only two viewers, or only peers of 0.6", () => {
    const drawn = {
      segments: segments.slice(0, 4),
      settings,
      view: { isDrawDue: true, ...ours() },
    };
    for (const peers of [{ a: { holds: [] } }, others("ourselves", { isOurs: false })]) {
      expect(actions({ ...drawn, peers, random: () => 0.41 })).toEqual([]);
      expect(actions({ ...drawn, peers, random: () => 0.39 })).toEqual(["http s3"]);
    }
  });

  test("takes only a free slot of the origin before it is required, the most important first", () => {
    const peers = others("ourselves");
    const mine = segments.filter(({ key }) => share("ourselves").includes(key));
    const fetched = actions({ segments, peers, settings, view: ours() });
    expect(fetched).toEqual(mine.slice(0, 2).map(({ key }) => `http ${key}`));
    const busy = { segments: [http(0), http(1), ...segments], peers, settings, view: ours() };
    expect(actions(busy)).toEqual([]);
  });

  test("is not fetched before it is required where httpDownloadProbability is 0, nor by a viewer that only takes", () => {
    const situation = { segments, peers: others("ourselves"), view: ours() };
    for (const change of [{ httpDownloadProbability: 0 }, { consumeOnly: true }])
      expect(actions({ ...situation, settings: { ...settings, ...change } })).toEqual([]);
  });

  test("is fetched by a viewer that only takes when all others had their time", () => {
    const required = segment(1, { queuedAt: now, dueAt: now + lead + 100 });
    const situation = { peers: others("ourselves"), settings: { consumeOnly: true }, view: ours() };
    expect(actions({ ...situation, segments: [required] })).toEqual([]);
    const late = { ...required, queuedAt: now - 900, dueAt: now + lead };
    expect(actions({ ...situation, segments: [late] })).toEqual(["http s1"]);
  });
});

describe("a peer that says that it is loading a segment", () => {
  const claimed = { holds: [], loads: [1] };
  const waiting = (elapsed: number) =>
    segment(1, { queuedAt: now - elapsed, dueAt: now - elapsed + 2000 + lead });

  test("is waited for, by name, and doubted when the time is over", () => {
    const peers = { liar: claimed };
    const [wait] = decideIn({ segments: [waiting(1000)], peers, isWatched: true });
    expect(wait).toMatchObject({ type: "wait", reason: { notHttp: "peer-loads", peerId: "liar" } });
    expect(actions({ segments: [waiting(2000)], peers })).toEqual(["doubt s1", "http s1"]);
  });

  test("is not doubted because the player needs the segment earlier than anybody could know", () => {
    expect(actions({ segments: [segment(0)], peers: { a: { holds: [], loads: [0] } } })).toEqual([
      "http s0",
    ]);
  });
});

describe("the random HTTP download", () => {
  const due = { isDrawDue: true };
  const drawn = { settings: { httpDownloadProbability: 1 }, view: due };

  test("comes only when the interval is over", () => {
    const { settings } = drawn;
    expect(actions({ segments: [segment(2)], settings })).toEqual([]);
    expect(actions({ segments: [segment(2)], settings, view: due })).toEqual(["http s2"]);
  });

  test("is drawn with httpDownloadProbability for each pending segment", () => {
    const segments = [segment(2), segment(3), segment(4), segment(5)];
    expect(actions({ segments, view: due, random: () => 0.39 })).toEqual(["http s3"]);
    expect(actions({ segments, view: due, random: () => 0.41 })).toEqual([]);
  });

  test("skips what a peer has or is loading over HTTP, what failed, and what is beyond the limit", () => {
    const segments = [segment(2), segment(3), segment(4, cooling), segment(21), segment(6)];
    const peers = { a: { holds: [2], loads: [3], room: 0 } };
    expect(actions({ segments, peers, ...drawn, random: () => 0.99 })).toEqual(["http s6"]);
  });

  test.each([
    ["consumeOnly", { settings: { httpDownloadProbability: 1, consumeOnly: true } }],
    [
      "skipping without peers",
      { settings: { httpDownloadProbability: 1, httpDownloadProbabilitySkipIfNoPeers: true } },
    ],
    ["peers that have the first chance", { view: { ...due, isHttpAllowed: false } }],
  ])("does not happen with %s", (_, change) => {
    expect(actions({ segments: [segment(2)], ...drawn, view: due, ...change })).toEqual([]);
  });

  test("does not happen before a newcomer has met the first of the peers that it may have", () => {
    const joining = { ...due, joiningUntil: now + 1000 };
    expect(actions({ segments: [segment(2)], ...drawn, view: joining })).toEqual([]);
    const peers = { a: { holds: [] } };
    expect(actions({ segments: [segment(2)], ...drawn, view: joining, peers })).toEqual([
      "http s2",
    ]);
  });

  test("does not happen while the HTTP slots are taken", () => {
    expect(actions({ segments: [http(0), http(1), segment(2)], ...drawn })).toEqual([]);
  });
});

test("every decision has its reason, and to somebody who watches also each segment that waits", () => {
  const segments = [segment(0), segment(1, cooling), segment(2), segment(21)];
  const situation = { segments, peers: { a: { holds: [2], speed: 12 } } };
  const said = (isWatched: boolean) =>
    decideIn({ ...situation, isWatched }).map(
      ({ type, reason }) => `${type}: ${reasonInWords(reason)}`,
    );
  expect(said(true)).toEqual([
    "http: priority 0 is required (up to 1); HTTP slots: 1 of 2",
    "wait: cooling down after a failure over HTTP; no free peer holds it",
    "p2p: not required at once; a peer holds it (12 bytes/ms); P2P slots: 1 of 3",
    "wait: not required at once; above p2pDownloadMaxPriority",
  ]);
  expect(said(false)).toEqual(said(true).filter((words) => !words.startsWith("wait")));
});

describe("what is still arriving at a peer", () => {
  test("is asked for only if nobody who has all of it may be asked", () => {
    const wanted = { segments: [segment(2)] };
    const relay = { holds: [], loads: [2], relays: [2] };
    expect(actions({ ...wanted, peers: { a: relay } })).toEqual(["p2p s2 a"]);
    expect(actions({ ...wanted, peers: { a: relay, b: { holds: [2] } } })).toEqual(["p2p s2 b"]);
    const full = { holds: [2], room: 0 };
    expect(actions({ ...wanted, peers: { a: relay, b: full } })).toEqual(["p2p s2 a"]);
  });
});

describe("a peer's transfer that will not end in time", () => {
  const attempt = { startedAt: now - 1000, bytes: 100_000, size: 1_000_000 };
  const late = segment(1, { state: "p2p", peerId: "a" as never, attempt, dueAt: now + 3000 });
  const slow = { holds: [1], speed: 100 };

  test("goes on at a peer that is twice as fast, or that was never tried", () => {
    for (const peer of [{ holds: [1], speed: 500 }, { holds: [1] }])
      expect(actions({ segments: [late], peers: { a: slow, b: peer } })).toEqual([
        "cancel s1",
        "p2p s1 b",
      ]);
  });

  test("goes on where it is if it ends in time, has just begun, or nobody is faster", () => {
    const fast = { holds: [1], speed: 500 };
    const inTime = { ...late, dueAt: now + 20_000 };
    expect(actions({ segments: [inTime], peers: { a: slow, b: fast } })).toEqual([]);
    const begun = { ...late, attempt: { ...attempt, startedAt: now - 100, bytes: 1000 } };
    expect(actions({ segments: [begun], peers: { a: slow, b: fast } })).toEqual([]);
    const others = { a: slow, b: { holds: [1], speed: 150 }, c: { ...fast, room: 0 } };
    expect(actions({ segments: [late], peers: others })).toEqual([]);
  });

  test("stays where it is if it ends before the segment is played, though not before the last call of the origin", () => {
    const fast = { holds: [1], speed: 500 };
    const httpTime = 5000;
    // It ends in 4.5 s.
    const close = { ...segment(1), state: "p2p", peerId: "a" as never, attempt } as const;
    const half = { ...close, attempt: { startedAt: now - 4500, bytes: 500_000, size: 1_000_000 } };
    const given = { peers: { a: slow, b: fast }, view: { httpTime } };
    expect(actions({ segments: [{ ...half, dueAt: now + 7000 }], ...given })).toEqual([]);
    expect(actions({ segments: [{ ...half, dueAt: now + 6300 }], ...given })).toEqual([
      "cancel s1",
      "p2p s1 b",
    ]);
  });

  test("stays where it is if it is almost there, because the origin would not be faster", () => {
    const rest = { startedAt: now - 4000, bytes: 980_000, size: 1_000_000 };
    const almost = { ...late, attempt: rest, dueAt: now + 50 };
    expect(actions({ segments: [almost], peers: { a: slow } })).toEqual([]);
    expect(actions({ segments: [{ ...almost, dueAt: now }], peers: { a: slow } })).toEqual([
      "cancel s1",
      "http s1",
    ]);
  });

  test("is fetched again by the viewers in their order, if nobody is faster and the last call is far", () => {
    const running = { state: "p2p", peerId: "a" as never, attempt } as const;
    const far = Array.from({ length: 40 }, (_, n) =>
      segment(n + 2, { ...running, dueAt: now + 9000 }),
    );
    const settings = { httpDownloadMaxPriority: 100, p2pDownloadMaxPriority: 100 };
    const relieved = (
      peers: Readonly<Record<string, FakePeer>>,
      change: Partial<SegmentView> = {},
    ) =>
      far.filter(
        (one) => actions({ segments: [{ ...one, ...change }], peers, settings }).length > 0,
      );
    const idle = { holds: [] };
    const some = relieved({ a: idle, b: idle, c: idle }).length;
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(far.length);
    // It ends in time; or there are too few viewers for an order.
    expect(relieved({ a: idle, b: idle, c: idle }, { dueAt: now + 60_000 })).toEqual([]);
    expect(relieved({ a: idle })).toEqual([]);
  });

  test("stays where it is if the other peer could not prove itself before the last call", () => {
    const peers = { a: slow, b: { holds: [1], speed: 500 } };
    const due = (ms: number) => ({ ...late, dueAt: now + lead + ms });
    expect(actions({ segments: [due(501)], peers })).toEqual(["cancel s1", "p2p s1 b"]);
    expect(actions({ segments: [due(500)], peers })).toEqual([]);
  });
});
