/** What happens in a run, as counts: the origin's bytes by segment, and why each request went there. */
import type { PeerId, Reason } from "@swarmlane/contract";
import type { Timeline } from "../origin/timeline.ts";
import type { Knowledge } from "../viewer/knowledge.ts";
import type { Viewer, World } from "../viewer/viewer.ts";

/** What the swarm could have done about a request to the origin, at its moment. */
export const causes = [
  "first copy",
  "a neighbour holds it",
  "a neighbour loads it from the origin",
  "a neighbour receives it from a peer",
  "no neighbours yet",
  "others load it, no neighbour does",
  "others hold it, no neighbour does",
  "nobody holds it any more",
] as const;
export type Cause = (typeof causes)[number];

/** Why the viewer's policy asked the origin. */
export const motives = [
  "played next",
  "played soon",
  "elected",
  "next by rank",
  "chance",
  "other",
] as const;
export type Motive = (typeof motives)[number];

export interface RequestCount {
  readonly cause: Cause;
  readonly motive: Motive;
  readonly knew: Knowledge;
  count: number;
}

export interface Recorder extends Recorded {
  noteRequest(viewer: Viewer, sequence: number): void;
  noteSent(sequence: number, bytes: number): void;
  /** Counts viewers and neighbours, for the estimate of a neighbour-only election. */
  sample(): void;
}

export interface Recorded {
  readonly requests: readonly RequestCount[];
  /** Copies of each segment, by its sequence number, in the order in which they were first requested. */
  copies(): SegmentCopies[];
  readonly originBytes: number;
  /** Bytes of the segments that viewers that can connect asked the origin for, once each. */
  readonly onceBytes: number;
  readonly samples: readonly Sample[];
}

/** What was recorded of all renditions. */
export function joinRecorded(all: readonly Recorded[]): Recorded {
  const [first] = all;
  if (all.length === 1 && first !== undefined) return first;
  const requests = new Map<string, RequestCount>();
  for (const request of all.flatMap((each) => each.requests)) {
    const { cause, motive, knew, count } = request;
    const key = `${cause}/${motive}/${knew}`;
    requests.set(key, { ...request, count: count + (requests.get(key)?.count ?? 0) });
  }
  const sum = (what: "originBytes" | "onceBytes"): number =>
    all.reduce((bytes, each) => bytes + each[what], 0);
  return {
    requests: [...requests.values()].sort((one, other) => other.count - one.count),
    copies: () => all.flatMap((each) => each.copies()),
    originBytes: sum("originBytes"),
    onceBytes: sum("onceBytes"),
    samples: all.flatMap(({ samples }) => samples),
  };
}

export interface SegmentCopies {
  readonly sequence: number;
  /** ms: when it was requested for the first time. */
  readonly at: number;
  readonly copies: number;
}

export interface Sample {
  /** ms. */
  readonly at: number;
  readonly viewers: number;
  /** Connected peers of a viewer, on average. */
  readonly neighbours: number;
}

interface SegmentCount {
  readonly at: number;
  requests: number;
  bytes: number;
  /** A viewer that can connect asked for it. */
  isShareable: boolean;
}

export function createRecorder(
  world: Pick<World, "viewers" | "clock">,
  timeline: Timeline,
): Recorder {
  const segments = new Map<number, SegmentCount>();
  const requests = new Map<string, RequestCount>();
  const samples: Sample[] = [];
  let originBytes = 0;

  function segmentOf(sequence: number): SegmentCount {
    const known = segments.get(sequence);
    if (known !== undefined) return known;
    const added = { at: world.clock.now(), requests: 0, bytes: 0, isShareable: false };
    segments.set(sequence, added);
    return added;
  }

  return {
    noteRequest(viewer, sequence) {
      const segment = segmentOf(sequence);
      const cause = segment.requests === 0 ? "first copy" : causeOf(world, viewer, sequence);
      const { reason, knew = "nothing" } = viewer.loading.get(sequence) ?? {};
      const motive = motiveOf(reason);
      segment.requests += 1;
      if (viewer.record.kind !== "unreachable") segment.isShareable = true;
      const key = `${cause}/${motive}/${knew}`;
      const count = requests.get(key) ?? { cause, motive, knew, count: 0 };
      count.count += 1;
      requests.set(key, count);
    },
    noteSent(sequence, bytes) {
      segmentOf(sequence).bytes += bytes;
      originBytes += bytes;
    },
    sample() {
      const viewers = [...world.viewers.values()];
      if (viewers.length === 0) return;
      const connected = viewers.reduce((sum, { peers }) => sum + peers.size, 0);
      samples.push({
        at: world.clock.now(),
        viewers: viewers.length,
        neighbours: connected / viewers.length,
      });
    },
    get requests() {
      return [...requests.values()].sort((one, other) => other.count - one.count);
    },
    copies: () =>
      Array.from(segments, ([sequence, { at, bytes }]) => ({
        sequence,
        at,
        copies: bytes / timeline.sizeOf(sequence),
      })),
    get originBytes() {
      return originBytes;
    },
    get onceBytes() {
      let bytes = 0;
      for (const [sequence, { isShareable }] of segments)
        if (isShareable) bytes += timeline.sizeOf(sequence);
      return bytes;
    },
    samples,
  };
}

function causeOf(world: Pick<World, "viewers">, viewer: Viewer, sequence: number): Cause {
  const neighbours = [...viewer.peers].flatMap((id: PeerId) => world.viewers.get(id) ?? []);
  if (neighbours.some(({ held }) => held.has(sequence))) return "a neighbour holds it";
  const sources = neighbours.map(({ loading }) => loading.get(sequence)?.source);
  if (sources.includes("http")) return "a neighbour loads it from the origin";
  if (sources.includes("p2p")) return "a neighbour receives it from a peer";
  const others = [...world.viewers.values()].filter((other) => other !== viewer);
  if (others.some(({ held }) => held.has(sequence)))
    return neighbours.length === 0 ? "no neighbours yet" : "others hold it, no neighbour does";
  if (others.some(({ loading }) => loading.has(sequence)))
    return neighbours.length === 0 ? "no neighbours yet" : "others load it, no neighbour does";
  return "nobody holds it any more";
}

function motiveOf(reason: Reason | undefined): Motive {
  if (reason?.code === "required") return reason.priority <= 0 ? "played next" : "played soon";
  if (reason?.code === "our-share") return "elected";
  if (reason?.code === "our-turn") return "next by rank";
  return reason?.code === "drawn" ? "chance" : "other";
}
