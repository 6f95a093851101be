/**
 * The history of a session by segment and by time, which no single moment shows. Page. Pure.
 * It grows with each message, and forgets what the recording forgets.
 */
import type { Message, MessageOf, SegmentModel } from "@swarmlane/inspection";
import { createHeadTrack, type HeadStep } from "./head-track.ts";

export type SegmentState = SegmentModel["state"];
type SegmentMessage = MessageOf<"segment">;

/** A time range in one state, in ms of the session. */
export interface Span {
  readonly state: SegmentState;
  readonly from: number;
  /** Undefined: it lasts. */
  to: number | undefined;
  readonly reason: string;
  readonly peer: string | undefined;
  /** The source of the bytes, if known, also for validated and cached segments. */
  readonly source: "http" | "p2p" | undefined;
  /** Of the message that began it. */
  readonly n: number;
}

/** One segment's line through time. */
export interface Lane {
  readonly key: string;
  readonly stream: string;
  readonly sequence: string;
  readonly spans: Span[];
  /** Decisions, state changes and attempts in order, without progress. */
  readonly story: StoryMessage[];
}

export type StoryMessage = SegmentMessage | MessageOf<"decision"> | MessageOf<"transfer">;

/** Bytes so far, at a moment. */
export interface TrafficPoint {
  readonly t: number;
  readonly http: number;
  readonly p2p: number;
  readonly uploaded: number;
}

/** Something that went wrong. */
export interface Trouble {
  readonly t: number;
  readonly n: number;
  readonly kind: "failed" | "warning" | "gap";
}

export interface History {
  append(messages: readonly Message[]): void;
  forgetBefore(t: number): void;
  clear(): void;
  /** By stream and sequence. The same array until a lane is added or removed. */
  lanes(): readonly Lane[];
  laneOf(key: string | undefined): Lane | undefined;
  /** The positions of the play head and the required priority, in ascending time. */
  readonly head: readonly HeadStep[];
  readonly traffic: readonly TrafficPoint[];
  readonly troubles: readonly Trouble[];
}

export function createHistory(): History {
  const byKey = new Map<string, Lane>();
  let sorted: Lane[] | undefined;
  let head = createHeadTrack();
  let traffic: TrafficPoint[] = [];
  let troubles: Trouble[] = [];

  function laneFor(key: string, stream = "", sequence = key): Lane {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const lane: Lane = { key, stream, sequence, spans: [], story: [] };
    byKey.set(key, lane);
    sorted = undefined;
    return lane;
  }

  function take(message: Message): void {
    switch (message.type) {
      case "queue":
        for (const { key, stream, sequence } of message.added) laneFor(key, stream, sequence);
        head.takeQueue(message);
        break;
      case "segment":
        takeState(laneFor(message.segment), message);
        if (message.state === "failed") trouble(message, "failed");
        break;
      case "decision":
        laneFor(message.segment).story.push(message);
        head.takeRequired(message);
        break;
      case "transfer":
        if (message.phase !== "progress") laneFor(message.segment).story.push(message);
        break;
      case "settings":
        head.takeSettings(message);
        break;
      case "traffic":
        traffic.push(message);
        break;
      case "warning":
      case "gap":
        trouble(message, message.type);
        break;
      case "machine":
      case "actor":
      case "event":
      case "transition":
      case "snapshot":
      case "end":
      case "peer":
      case "announce":
      case "tracker":
      case "storage":
        // Of the moment only.
        break;
    }
  }

  function trouble({ t, n }: Message, kind: Trouble["kind"]): void {
    troubles.push({ t, n, kind });
  }

  return {
    append: (messages) => messages.forEach(take),
    forgetBefore(t) {
      for (const lane of byKey.values()) {
        while (lane.spans[0]?.to !== undefined && lane.spans[0].to < t) lane.spans.shift();
        while ((lane.story[0]?.t ?? t) < t) lane.story.shift();
        if (lane.spans.length === 0 && lane.story.length === 0) byKey.delete(lane.key);
      }
      head.forgetBefore(t);
      traffic = traffic.filter((point) => point.t >= t);
      troubles = troubles.filter((each) => each.t >= t);
      sorted = undefined;
    },
    clear() {
      byKey.clear();
      sorted = undefined;
      head = createHeadTrack();
      traffic = [];
      troubles = [];
    },
    lanes: () => (sorted ??= [...byKey.values()].sort(inStreamOrder)),
    laneOf: (key) => (key === undefined ? undefined : byKey.get(key)),
    get head() {
      return head.steps;
    },
    get traffic() {
      return traffic;
    },
    get troubles() {
      return troubles;
    },
  };
}

function takeState({ spans, story }: Lane, message: SegmentMessage): void {
  const { state, t, n, reason, peer } = message;
  const before = spans.at(-1);
  story.push(message);
  if (before?.state === state && before.to === undefined && before.reason === reason) return;
  if (before !== undefined) before.to ??= t;
  const isLoad = state === "http" || state === "p2p";
  const keeps = state === "validating" || state === "cached";
  spans.push({
    state,
    from: t,
    to: undefined,
    reason,
    n,
    source: isLoad ? state : keeps ? before?.source : undefined,
    peer: peer ?? (keeps ? before?.peer : undefined),
  });
}

/** Compares sequences as numbers if possible, and otherwise as texts. */
function inStreamOrder(a: Lane, b: Lane): number {
  if (a.stream !== b.stream) return a.stream < b.stream ? -1 : 1;
  const difference = Number(a.sequence) - Number(b.sequence);
  return Number.isFinite(difference) ? difference : a.sequence < b.sequence ? -1 : 1;
}
