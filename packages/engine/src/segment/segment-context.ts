/** What a segment's machine knows: plain data, handles instead of payload, and the environment it acts on. */
import type {
  EngineEvent,
  EngineSettings,
  Limits,
  Log,
  PeerId,
  SegmentInfo,
  SegmentKey,
  SegmentState,
} from "@swarmlane/contract";
import type { AttemptToken, DownloadEvent, SegmentCommand, SwarmEvent } from "../actor-events.ts";
import type { PayloadHandle, Payloads } from "../payloads.ts";
import type { CoolDown } from "./cool-down.ts";

/** The world around a segment. Shared by all of them. */
export interface SegmentEnv {
  /** Live: read at each use. */
  readonly settings: Readonly<EngineSettings>;
  readonly limits: Limits;
  readonly now: () => number;
  readonly payloads: Payloads;
  readonly emit: (event: EngineEvent) => void;
  readonly toSwarm: (event: SwarmEvent) => void;
  /** Tells the scheduler. */
  readonly onChange: (change: SegmentChange) => void;
  /** The caller wants to see each segment before it is used. */
  readonly hasValidator: boolean;
  readonly log: Log;
}

export interface SegmentChange {
  readonly key: SegmentKey;
  readonly state: SegmentState;
  readonly info: SegmentInfo;
}

/** One try at one source. `peerId` undefined: the origin. */
export interface Attempt {
  readonly token: AttemptToken;
  readonly peerId: PeerId | undefined;
  readonly startedAt: number;
  readonly bytes: number;
  /** In bytes: what this source is to bring. */
  readonly size: number | undefined;
  /** How many of the first bytes were there before: this source brings the rest. */
  readonly head: number;
}

/** Who brought which bytes: from the end of the part before up to `end`. `peerId` undefined: the origin. */
export interface Part {
  readonly peerId: PeerId | undefined;
  readonly end: number;
}

/** What a peer brought of a copy that was rejected, as far as it can be told from what another copy has there. */
export interface Suspect {
  readonly peerId: PeerId;
  readonly start: number;
  /** Infinity: the copy's end, wherever that is. */
  readonly end: number;
  readonly fingerprint: string;
}

/** A whole segment that arrived and is not delivered yet. */
export interface Download {
  readonly payload: PayloadHandle;
  readonly requestUrl: string | undefined;
  readonly responseUrl: string | undefined;
  /** Its sources, in order. */
  readonly parts: readonly Part[];
}

export interface SegmentContext {
  readonly env: SegmentEnv;
  readonly key: SegmentKey;
  readonly info: SegmentInfo;
  /** The running attempt, or the last one until the next. */
  readonly attempt: Attempt | undefined;
  readonly download: Download | undefined;
  /** The first bytes of the segment, from a transfer that stopped. Dropped handles are harmless. */
  readonly partial:
    { readonly payload: PayloadHandle; readonly parts: readonly Part[] } | undefined;
  /** The size a peer told. */
  readonly expectedSize: number | undefined;
  readonly refusals: readonly { readonly peerId: PeerId; readonly until: number }[];
  /** Who brought the copy that was rejected, until the origin's copy is judged (T1). */
  readonly suspect: readonly Suspect[] | undefined;
  readonly coolDown: CoolDown;
  /** Why it is in the state it is in, in words. */
  readonly reason: string;
}

export interface SegmentInput {
  readonly env: SegmentEnv;
  readonly info: SegmentInfo;
  readonly coolDown: CoolDown;
  readonly reason: string;
}

export type SegmentEvent =
  SegmentCommand | DownloadEvent | { type: "http.progress"; token: AttemptToken; bytes: number };
