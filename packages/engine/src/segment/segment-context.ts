/** What a segment's machine knows: plain data, handles instead of payload, and the environment it acts on. */
import type {
  ConnectionId,
  EngineEvent,
  EngineSettings,
  Limits,
  Log,
  PeerId,
  Reason,
  SegmentInfo,
  SegmentKey,
  SegmentState,
} from "@swarmlane/contract";
import type {
  AttemptToken,
  DownloadEvent,
  PartialPayload,
  SegmentCommand,
  SwarmEvent,
} from "../actor-events.ts";
import type { Payloads } from "../payloads.ts";
import type { Progress } from "../progress.ts";
import type { ArrivedSegment, Part, Suspect } from "./arrived.ts";
import type { CoolDown } from "./cool-down.ts";
import type { SegmentEffects } from "./segment-effects.ts";

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
  readonly effects: SegmentEffects;
  readonly log: Log;
}

export interface SegmentChange {
  readonly key: SegmentKey;
  readonly state: SegmentState;
  readonly info: SegmentInfo;
  /** A peer is sending it, and others may have what has come so far. */
  readonly isArriving?: boolean;
}

/** One try at one source. */
export interface Attempt {
  readonly token: AttemptToken;
  /** Undefined: the origin. */
  readonly peerId: PeerId | undefined;
  /** The connection over which the peer answers; undefined until it does, and for the origin. */
  readonly source: ConnectionId | undefined;
  /** How many of the first bytes were there before: this source brings the rest. */
  readonly head: number;
  readonly progress: Progress;
}

/** The first bytes of the segment, from transfers that stopped, and their sources. */
export interface Partial extends PartialPayload {
  readonly parts: readonly Part[];
}

/** The segment's size, as the peer behind that connection told it. */
export interface SizeHint {
  readonly size: number;
  readonly source: ConnectionId;
}

export interface SegmentContext {
  readonly env: SegmentEnv;
  readonly key: SegmentKey;
  readonly info: SegmentInfo;
  /** The running attempt, or the last one until the next. */
  readonly attempt: Attempt | undefined;
  readonly arrived: ArrivedSegment | undefined;
  /** Dropped handles are harmless. */
  readonly partial: Partial | undefined;
  readonly sizeHint: SizeHint | undefined;
  /** The sources of copies that were rejected, until a valid copy is there to be compared with. */
  readonly suspects: readonly Suspect[];
  readonly coolDown: CoolDown;
  /** Why it is in the state it is in. */
  readonly reason: Reason;
}

export interface SegmentInput {
  readonly env: SegmentEnv;
  readonly info: SegmentInfo;
  readonly coolDown: CoolDown;
  readonly reason: Reason;
}

export type SegmentEvent = SegmentCommand | DownloadEvent;
