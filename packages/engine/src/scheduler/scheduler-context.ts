/** What the scheduler knows and acts on. The queue, with the segments' actors, is in a plain object of its own. */
import type {
  EngineEvent,
  EngineSettings,
  HostLoad,
  Limits,
  Log,
  PeerId,
  Random,
  SegmentName,
} from "@swarmlane/contract";
import type { HttpPace } from "../http-pace.ts";
import type { AttemptToken, SwarmEvent, SwarmView } from "../actor-events.ts";
import type { PolicyObserver } from "../policy/policy-view.ts";
import type { StartSegment } from "../segment/segment-actor.ts";
import type { SegmentChange, SegmentEnv } from "../segment/segment-context.ts";
import type { GuardedStore } from "../storage/guarded-store.ts";
import type { StoreIndex } from "../storage/store-index.ts";
import type { Announcer } from "./announcer.ts";
import type { PolicyTurns } from "./policy-turns.ts";
import type { SchedulerQueue } from "./queue.ts";

export interface SchedulerEnv {
  /** Live: read at each use. */
  readonly settings: Readonly<EngineSettings>;
  readonly limits: Limits;
  readonly now: () => number;
  readonly random: Random;
  /** The scheduler's own; others only read it. */
  readonly queue: SchedulerQueue;
  readonly index: StoreIndex;
  readonly store: Pick<GuardedStore, "list" | "clean">;
  readonly swarm: SwarmView;
  readonly ownPeerId: PeerId;
  readonly toSwarm: (event: SwarmEvent) => void;
  readonly emit: (event: EngineEvent) => void;
  readonly announcer: Announcer;
  readonly httpPace: HttpPace;
  readonly turns: PolicyTurns;
  /** Never the same twice. */
  readonly nextToken: () => AttemptToken;
  readonly startSegment: StartSegment;
  readonly observer?: PolicyObserver | undefined;
  /** What each segment gets. */
  readonly segmentEnv: SegmentEnv;
  readonly log: Log;
}

export interface SchedulerContext {
  readonly env: SchedulerEnv;
  readonly masterSwarmId: string | undefined;
  readonly streamSwarmId: string | undefined;
  /** ms; when the swarm was entered. Undefined where no peers are expected: no tracker, or it knows of none. */
  readonly joinedAt: number | undefined;
  /** Viewers of the stream, as a tracker told last. */
  readonly swarmSize: number;
  /** ms; when the first queue came. */
  readonly startedAt: number;
  readonly isHttpAllowed: boolean;
  /** We want to know what the store holds. */
  readonly mustList: boolean;
  /** The store may hold more than it should. */
  readonly mustClean: boolean;
}

export interface SchedulerInput {
  readonly env: SchedulerEnv;
}

export type SchedulerEvent =
  | { type: "load"; load: HostLoad }
  /** All of a task together: a load of thousands is one event. */
  | { type: "segments.changed"; changes: readonly SegmentChange[] }
  | { type: "tracker.updated"; complete: number; incomplete: number }
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
  /** A segment's actor threw. */
  | { type: `xstate.error.actor.${string}`; actorId: string; error: unknown };

export function initialContext({ env }: SchedulerInput): SchedulerContext {
  return {
    env,
    masterSwarmId: undefined,
    streamSwarmId: undefined,
    joinedAt: undefined,
    swarmSize: 0,
    startedAt: 0,
    isHttpAllowed: false,
    mustList: false,
    mustClean: false,
  };
}

/** What is still to be loaded, the most important first. */
export function wantedOf(queue: Pick<SchedulerQueue, "open">): SegmentName[] {
  return queue
    .open()
    .slice(0, mostWanted)
    .map(({ name }) => name);
}

/** Enough to see whether a peer is useful. */
const mostWanted = 50;

/** Under which master swarm the store keeps a segment: its own, else that of the queue. */
export function masterSwarmOf(
  { env: { queue }, masterSwarmId }: SchedulerContext,
  id: string,
): string | undefined {
  return queue.withId(id)[0]?.info.masterSwarmId ?? masterSwarmId;
}
