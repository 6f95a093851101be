/** What the scheduler knows and acts on. It is the only owner of the segments' refs. */
import type {
  EngineEvent,
  EngineSettings,
  Limits,
  Log,
  PeerId,
  Random,
  SegmentInfo,
  SegmentKey,
  SegmentName,
} from "@swarmlane/contract";
import type { AttemptToken, SwarmEvent, SwarmNotice, SwarmView } from "../actor-events.ts";
import type { Payloads } from "../payloads.ts";
import type { DecisionListener } from "../policy/policy-view.ts";
import type { CoolDown } from "../segment/cool-down.ts";
import type { SegmentChange, SegmentEnv } from "../segment/segment-context.ts";
import type { StoreIndex } from "../storage/store-index.ts";
import type { Announcer } from "./announcer.ts";
import type { SegmentRef, StartSegment } from "./segment-actor.ts";

export interface SchedulerEnv {
  /** Live: read at each use. */
  readonly settings: Readonly<EngineSettings>;
  readonly limits: Limits;
  readonly now: () => number;
  readonly random: Random;
  readonly payloads: Payloads;
  readonly index: StoreIndex;
  readonly swarm: SwarmView;
  readonly ownPeerId: PeerId;
  readonly toSwarm: (event: SwarmEvent) => void;
  readonly emit: (event: EngineEvent) => void;
  readonly announcer: Announcer;
  /** Asks for one `task.over`, when what happens in this task has happened. */
  readonly awaitEndOfTask: () => void;
  /** Never the same twice. */
  readonly nextToken: () => AttemptToken;
  readonly startSegment: StartSegment;
  readonly onDecisions?: DecisionListener | undefined;
  /** What each segment gets. */
  readonly segmentEnv: SegmentEnv;
  readonly log: Log;
}

/** A segment of the queue. */
export interface Queued {
  /** The newest description. Its actor is told when it matters there: at once while it works, else before it starts. */
  readonly info: SegmentInfo;
  readonly name: SegmentName;
  readonly actor: SegmentRef;
  /** When it joined the queue, and when its priority made it required. ms. */
  readonly queuedAt: number;
  readonly requiredSince: number | undefined;
}

export interface SchedulerContext {
  readonly env: SchedulerEnv;
  /** In the order of the queue. */
  readonly segments: ReadonlyMap<SegmentKey, Queued>;
  /** Those that are not known to be cached. Changed in place, so that a cached segment costs no copy of the map. */
  readonly open: Map<SegmentKey, Queued>;
  /** They have not been looked up in the store yet. */
  readonly newcomers: ReadonlySet<SegmentKey>;
  /** The player has them, though the store may not (a host before this one delivered them). */
  readonly delivered: ReadonlySet<SegmentKey>;
  /** The player asked for them and the store could not give them: only a download will do. */
  readonly asked: ReadonlySet<SegmentKey>;
  /** Those of segments that left the queue: a segment that comes back keeps its cool-down. */
  readonly coolDowns: ReadonlyMap<SegmentKey, CoolDown>;
  readonly masterSwarmId: string | undefined;
  readonly streamSwarmId: string | undefined;
  /** ms; when the swarm was entered. Undefined where no peers are expected: no tracker, or it knows of none. */
  readonly joinedAt: number | undefined;
  /** ms; when the first queue came. */
  readonly startedAt: number;
  readonly isHttpAllowed: boolean;
  readonly isDrawDue: boolean;
  /** We want to know what the store holds. */
  readonly mustList: boolean;
  /** The store may hold more than it should. */
  readonly mustClean: boolean;
}

export interface SchedulerInput {
  readonly env: SchedulerEnv;
}

/** A queue that is to replace the one before. */
export interface QueueLoad {
  /** In the caller's order. */
  readonly queue: ReadonlyMap<SegmentKey, SegmentInfo>;
  readonly streamSwarmId: string;
  readonly expectsPeers: boolean;
  readonly delivered: readonly SegmentKey[];
}

export type SchedulerEvent =
  | { type: "load"; load: QueueLoad }
  /** All of a task together: a load of thousands is one event. */
  | { type: "segments.changed"; changes: readonly SegmentChange[] }
  | SwarmNotice
  | { type: "tracker.updated"; incomplete: number }
  | { type: "settings.changed" }
  /** The content of the store changed without our doing. */
  | { type: "store.changed" }
  /** `getSegment` found nothing in the store. */
  | { type: "player.asked"; id: string }
  | { type: "resume"; reason: string }
  /** The swarm's actor has stopped: the transfers under way will not be answered. */
  | { type: "swarm.gone" }
  /** The end: every segment's actor stops. */
  | { type: "stop" }
  | { type: "policy.due" }
  | { type: "task.over" }
  /** A segment's actor threw. */
  | { type: `xstate.error.actor.${string}`; actorId: string; error: unknown };

/** Answer of the `listStored` effect. */
export interface Stored {
  readonly masterSwarmId: string;
  readonly infos: readonly SegmentInfo[];
}

export function initialContext({ env }: SchedulerInput): SchedulerContext {
  return {
    env,
    segments: new Map(),
    open: new Map(),
    newcomers: new Set(),
    delivered: new Set(),
    asked: new Set(),
    coolDowns: new Map(),
    masterSwarmId: undefined,
    streamSwarmId: undefined,
    joinedAt: undefined,
    startedAt: 0,
    isHttpAllowed: false,
    isDrawDue: false,
    mustList: false,
    mustClean: false,
  };
}

/** What is still to be loaded, the most important first. */
export function* wantedOf({ open }: SchedulerContext): Generator<SegmentName> {
  let count = 0;
  for (const { name } of open.values()) {
    yield name;
    if (++count === mostWanted) return;
  }
}

/** Enough to see whether a peer is useful. */
const mostWanted = 50;

/** Under which master swarm the store keeps a segment: its own, else that of the queue. */
export function masterSwarmOf(
  { segments, masterSwarmId }: SchedulerContext,
  id: string,
): string | undefined {
  for (const { info } of segments.values()) if (info.id === id) return info.masterSwarmId;
  return masterSwarmId;
}
