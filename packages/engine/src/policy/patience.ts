/**
 * For whom a segment waits before the origin is asked, and until when. Pure. Between the moment when a segment is first
 * wanted and the last moment at which the origin can still bring it in time, the viewers step in one after another.
 */
import type { HttpRefusal, PeerId } from "@swarmlane/contract";
import type { Run } from "./policy-run.ts";
import type { SegmentView } from "./policy-view.ts";
import { faster, isLate, proving, speedOf } from "./transfer-pace.ts";

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
  if (state === "p2p") {
    const relief = reliefTurnOf(run, segment);
    if (relief < last) return { code: "other-elected", until: relief };
    return { code: "peer-brings", until: last, peerId: segment.peerId };
  }
  const access = peers.access(segment);
  if (access === "free") return { code: "peer-may-bring", until: last };
  if (access === "busy") return { code: "peer-busy", until: turnOf(run, segment, whenSomebody) };
  const [loader] = view.swarm.loaders(name);
  if (loader !== undefined)
    return { code: "peer-loads", until: turnOf(run, segment, whenSomebody), peerId: loader };
  if (isNewcomer(run)) return { code: "peers-connect", until: last };
  if (isElected(run, segment) || election.size(name.stream) <= view.limits.electionPeers)
    return undefined;
  const until = Math.min(turnOf(run, segment, whenNobody), earlyTurnOf(run, segment));
  return { code: "other-elected", until };
}

/** The viewers that are connected with each other step in one after another, from a share of the time that there is on. ms. */
function turnOf(run: Run, segment: SegmentView, from: number): number {
  const { election } = run;
  const { name, queuedAt } = segment;
  const share = from + (1 - from) * (election.rankOf(name) / election.size(name.stream));
  return queuedAt + share * Math.max(0, lastCallOf(run, segment) - queuedAt);
}

/**
 * In a large swarm it may be that none of the few is there. Those that come next step in early, each so much later than the one
 * before that word of a fetch has reached it. ms; Infinity: we are none of them.
 */
function earlyTurnOf(run: Run, segment: SegmentView): number {
  const { election, view } = run;
  const isLarge = view.swarmSize > election.size(segment.name.stream);
  if (!isLarge || !canSeed(run, segment)) return Infinity;
  const from = Math.max(segment.queuedAt, view.joiningUntil);
  return from + view.limits.electionStep * election.expectedRank(segment.name, view.swarmSize);
}

/**
 * Where one uplink is too slow, the transfers of all viewers behind it are late. One of them fetches the segment again
 * before everybody has to, and the others go on at the faster holder. ms; Infinity: our transfer is not late.
 */
function reliefTurnOf(run: Run, segment: SegmentView): number {
  const { election, view, now, peers } = run;
  const { attempt, name } = segment;
  const hasOthers = election.size(name.stream) > view.limits.electionPeers;
  const isOurs = hasOthers && !isNewcomer(run) && canSeed(run, segment);
  if (attempt === undefined || !isOurs || !isLate(segment, now)) return Infinity;
  if (peers.faster(segment, faster * speedOf(segment, now)) !== undefined) return Infinity;
  const place = Math.max(election.rankOf(name), election.expectedRank(name, view.swarmSize));
  return attempt.startedAt + proving + place * view.limits.electionStep;
}

/** We are new in the swarm: most of what we want is there, and we have not heard of it yet. */
export function isNewcomer({ view, now }: Run): boolean {
  return now < view.joiningUntil;
}

/**
 * We are the one to fetch it at once, of the viewers that are connected with each other. In a swarm that is larger than
 * those, only a few do so, however large it is: relays bring it to the others, if there is time.
 */
export function isElected(run: Run, segment: SegmentView): boolean {
  const { election, view, settings } = run;
  const { name } = segment;
  const size = election.size(name.stream);
  if (settings.consumeOnly || isNewcomer(run) || size <= view.limits.electionPeers) return false;
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

/** The share of the time that there is in which a seed can send a segment once. */
const seeding = 1 / 4;

/** The last moment (ms) at which the origin can still be asked and bring it in time. */
export function lastCallOf({ view: { limits, httpTime } }: Run, { dueAt }: SegmentView): number {
  return dueAt - httpTime - limits.playMargin;
}
