/**
 * For whom a segment waits before the origin is asked, and until when. Pure. Between the moment when a segment is first
 * wanted and the last moment at which the origin can still bring it in time, the viewers step in one after another.
 */
import type { HttpRefusal, PeerId } from "@swarmlane/contract";
import type { Run } from "./policy-run.ts";
import type { SegmentView } from "./policy-view.ts";

/** Why the origin is not asked now. */
export interface Refusal {
  readonly code: HttpRefusal;
  /** ms; undefined: time alone does not change it. */
  readonly until?: number | undefined;
  /** The peer that is waited for. */
  readonly peerId?: PeerId | undefined;
}

export interface Wait extends Refusal {
  readonly until: number;
}

/** Shares of the time that there is: from the first on, the viewers step in where nobody loads; from the second on, where somebody does. */
const whenNobody = 0.75;
const whenSomebody = 0.9;

/** Undefined: there is nobody to wait for. What was waited for may be over: compare `until`. */
export function waitOf(run: Run, segment: SegmentView): Wait | undefined {
  const { view, peers, election } = run;
  const { priority, name, state, isDistrusted } = segment;
  if (priority <= 0 || isDistrusted) return undefined;
  const last = lastCallOf(run, segment);
  if (state === "p2p") return { code: "peer-brings", until: last, peerId: segment.peerId };
  const access = peers.access(segment);
  if (access === "free") return { code: "peer-may-bring", until: last };
  const size = election.size(name.stream);
  const turn = (from: number): number => {
    const share = from + (1 - from) * (election.rankOf(name) / size);
    const { queuedAt } = segment;
    return queuedAt + share * Math.max(0, last - queuedAt);
  };
  if (access === "busy") return { code: "peer-busy", until: turn(whenSomebody) };
  const [loader] = view.swarm.loaders(name);
  if (loader !== undefined)
    return { code: "peer-loads", until: turn(whenSomebody), peerId: loader };
  if (isElected(run, segment)) return undefined;
  if (size > view.limits.electionPeers)
    return { code: "other-elected", until: turn(startOf(run, segment)) };
  return view.isJoining ? { code: "peers-connect", until: last } : undefined;
}

/**
 * We are the one to fetch it at once, of the viewers that are connected with each other. In a swarm that is larger than
 * those, only a few do so, however large it is: relays bring it to the others, if there is time.
 */
export function isElected(run: Run, segment: SegmentView): boolean {
  const { election, view, settings } = run;
  const { name } = segment;
  const size = election.size(name.stream);
  if (settings.consumeOnly || size <= view.limits.electionPeers) return false;
  if (view.swarmSize > size && !isSeed(run, segment)) return false;
  return election.rankOf(name) === 0;
}

/** We are one of the few that fetch it for a large swarm. */
function isSeed(run: Run, segment: SegmentView): boolean {
  const { election, view } = run;
  const rank = election.expectedRank(segment.name, view.swarmSize);
  return rank < view.limits.electedViewers && canSeed(run, segment);
}

/** What we fetch spreads at most as fast as our uplink sends it. */
function canSeed(run: Run, segment: SegmentView): boolean {
  const { segmentBytes = 0, swarm } = run.view;
  const { uplink = Infinity } = swarm;
  return segmentBytes / uplink <= seeding * (lastCallOf(run, segment) - segment.queuedAt);
}

/** In a large swarm it may be that none of the few is there. Those that come next need not wait as long as everybody else. */
function startOf(run: Run, segment: SegmentView): number {
  const { election, view } = run;
  const isLarge = view.swarmSize > election.size(segment.name.stream);
  if (!isLarge || !canSeed(run, segment)) return whenNobody;
  return Math.min(whenNobody, stepIn * election.expectedRank(segment.name, view.swarmSize));
}

/** In a large swarm: the share of the time by which each viewer steps in later than the one before it. */
const stepIn = 0.05;
/** The share of the time that there is in which a seed can send a segment once. */
const seeding = 1 / 8;

/** The last moment (ms) at which the origin can still be asked and bring it in time. */
export function lastCallOf({ view: { limits, httpTime } }: Run, { dueAt }: SegmentView): number {
  return dueAt - httpTime - limits.playMargin;
}
