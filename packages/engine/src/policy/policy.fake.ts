/** Views for the policy: segments by number, peers by letter. For tests. */
import {
  defaultEngineSettings,
  defaultLimits,
  type EngineSettings,
  type PeerId,
  type Random,
  type SegmentKey,
  type SegmentName,
} from "@swarmlane/contract";
import type { PeerView, SwarmView } from "../actor-events.ts";
import { decide } from "./policy.ts";
import type { Decision, Outcome, PolicyView, SegmentView } from "./policy-view.ts";

export const now = 100_000;

export const ownPeerId = "-LM0000-ourselves123" as PeerId;

/** Nothing but the downloads themselves is under way. */
export const quietView: Omit<PolicyView, "segments" | "running" | "swarm"> = {
  ownPeerId,
  swarmSize: 0,
  joiningUntil: -Infinity,
  isHttpAllowed: true,
  isDrawDue: false,
  httpTime: 500,
  segmentBytes: undefined,
  limits: defaultLimits,
};

export const nameOf = (n: number): SegmentName => ({ stream: "w", sequence: String(n) });

/** Segment number `n`, queued, priority `n`. What is required is due now; the others are 2 s long. */
export function segment(n: number, changes: Partial<SegmentView> = {}): SegmentView {
  return {
    key: `s${n}` as SegmentKey,
    name: nameOf(n),
    priority: n,
    rank: 0,
    queuedAt: 0,
    requiredSince: n <= 1 ? 0 : undefined,
    dueAt: n <= 1 ? now : now + 2000 * n,
    state: "queued",
    attempt: undefined,
    peerId: undefined,
    httpRetryAt: undefined,
    isDistrusted: false,
    ...changes,
  };
}

export interface FakePeer {
  readonly holds: readonly number[];
  readonly loads?: readonly number[];
  /** What it is receiving and sends on. */
  readonly relays?: readonly number[];
  /** How many more requests it may be sent. Default: one. */
  readonly room?: number;
  readonly pending?: number;
  readonly speed?: number;
  /** Default: it is a peer of our own. */
  readonly isOurs?: boolean;
}

export interface CountingSwarm extends SwarmView {
  /** Calls of `holders` and `loaders`. */
  readonly calls: number;
}

export function createFakeSwarm(peers: Readonly<Record<string, FakePeer>>): CountingSwarm {
  const views = new Map<PeerId, PeerView>();
  const holders = new Map<string, PeerId[]>();
  const loaders = new Map<string, PeerId[]>();
  const relays = new Map<string, PeerId[]>();
  const list = (lists: Map<string, PeerId[]>, n: number, id: PeerId): void =>
    void lists.set(String(n), [...(lists.get(String(n)) ?? []), id]);
  for (const [name, peer] of Object.entries(peers)) {
    const {
      holds,
      loads = [],
      relays: sendsOn = [],
      room = 1,
      pending = 0,
      speed,
      isOurs = true,
    } = peer;
    const id = name as PeerId;
    views.set(id, { id, room, pending, speed, isOurs });
    for (const n of holds) list(holders, n, id);
    for (const n of loads) list(loaders, n, id);
    for (const n of sendsOn) list(relays, n, id);
  }
  let calls = 0;
  return {
    peers: views,
    uplink: undefined,
    holders({ sequence }) {
      calls += 1;
      return holders.get(sequence) ?? [];
    },
    loaders({ sequence }) {
      calls += 1;
      return loaders.get(sequence) ?? [];
    },
    relays: ({ sequence }) => relays.get(sequence) ?? [],
    electors: () => [...views.values()].filter(({ isOurs }) => isOurs).map(({ id }) => id),
    backedOffUntil: () => undefined,
    get calls() {
      return calls;
    },
  };
}

export interface Situation {
  /** In the caller's order. */
  readonly segments: readonly SegmentView[];
  readonly peers?: Readonly<Record<string, FakePeer>>;
  readonly settings?: Partial<EngineSettings>;
  readonly view?: Partial<PolicyView>;
  readonly random?: Random;
  readonly isWatched?: boolean;
}

/** The part of a view that is about segments: by importance, as the scheduler's queue keeps them. */
export function ranked(segments: readonly SegmentView[]) {
  const byImportance = [...segments]
    .sort((a, b) => a.priority - b.priority)
    .map((each, rank) => ({ ...each, rank }));
  const running = byImportance.filter(({ state }) => state === "http" || state === "p2p");
  return { segments: byImportance, running };
}

export function decideIn(situation: Situation): readonly Decision[] {
  return outcomeIn(situation).decisions;
}

export function outcomeIn(situation: Situation): Outcome {
  const { segments, peers = {}, settings, view, random = () => 0, isWatched } = situation;
  const swarm = createFakeSwarm(peers);
  const whole = { ...quietView, ...ranked(segments), swarm, ...view };
  return decide(whole, { ...defaultEngineSettings, ...settings }, now, random, isWatched);
}

/** "http s0", "p2p s1 a" …: what is done. */
export function actions(situation: Situation): string[] {
  return decideIn(situation)
    .filter(({ type }) => type !== "wait")
    .map((d) => (d.type === "p2p" ? `p2p ${d.key} ${d.peerId}` : `${d.type} ${d.key}`));
}
