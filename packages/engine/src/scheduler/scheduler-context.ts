/** What the scheduler knows and acts on. It is the only owner of the segments' refs. */
import type {
  EngineEvent,
  EngineSettings,
  HostLoad,
  Limits,
  Log,
  Random,
  SegmentInfo,
  SegmentKey,
} from "@swarmlane/contract";
import type { ActorRefFrom } from "xstate";
import type { AttemptToken, SwarmEvent, SwarmNotice, SwarmView } from "../actor-events.ts";
import type { Payloads } from "../payloads.ts";
import type { CoolDown } from "../segment/cool-down.ts";
import type { SegmentChange, SegmentEnv } from "../segment/segment-context.ts";
import type { segmentMachine } from "../segment/segment.machine.ts";
import type { StoreIndex } from "../storage/store-index.ts";
import type { Announcer } from "./announcer.ts";

export type SegmentRef = ActorRefFrom<typeof segmentMachine>;

export interface SchedulerEnv {
  /** Live: read at each use. */
  readonly settings: Readonly<EngineSettings>;
  readonly limits: Limits;
  readonly now: () => number;
  readonly random: Random;
  readonly payloads: Payloads;
  readonly index: StoreIndex;
  readonly swarm: SwarmView;
  readonly toSwarm: (event: SwarmEvent) => void;
  readonly emit: (event: EngineEvent) => void;
  readonly announcer: Announcer;
  /** Never the same twice. */
  readonly nextToken: () => AttemptToken;
  /** What each segment gets. */
  readonly segmentEnv: SegmentEnv;
  readonly log: Log;
}

export interface SchedulerContext {
  readonly env: SchedulerEnv;
  /** In the order of the queue. */
  readonly segments: ReadonlyMap<SegmentKey, SegmentRef>;
  /** Nobody has looked for them in the store yet. */
  readonly newcomers: ReadonlySet<SegmentKey>;
  /** The player has them, though the store may not (a host before this one delivered them). */
  readonly delivered: ReadonlySet<SegmentKey>;
  /** The player asked for them and the store could not give them: only a download will do. */
  readonly asked: ReadonlySet<SegmentKey>;
  /** Of segments that left the queue: one that comes back goes on resting. */
  readonly coolDowns: ReadonlyMap<SegmentKey, CoolDown>;
  readonly masterSwarmId: string | undefined;
  /** ms; when the first queue came. */
  readonly startedAt: number;
  readonly isHttpAllowed: boolean;
  readonly isDrawDue: boolean;
  /** The store, or what we want to know of it, changed since it was listed. */
  readonly isStoreDirty: boolean;
  readonly spawned: number;
}

export interface SchedulerInput {
  readonly env: SchedulerEnv;
}

export type SchedulerEvent =
  | { type: "load"; load: HostLoad }
  /** All of a task together: a load of thousands is one event. */
  | { type: "segments.changed"; changes: readonly SegmentChange[] }
  | SwarmNotice
  | { type: "tracker.updated"; incomplete: number }
  | { type: "settings.changed" }
  /** `getSegment` found nothing in the store. */
  | { type: "player.asked"; id: string }
  | { type: "resume"; reason: string }
  /** The swarm's actor is no more: nobody answers for the transfers under way. */
  | { type: "swarm.gone" }
  | { type: "policy.due" }
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
    newcomers: new Set(),
    delivered: new Set(),
    asked: new Set(),
    coolDowns: new Map(),
    masterSwarmId: undefined,
    startedAt: 0,
    isHttpAllowed: false,
    isDrawDue: false,
    isStoreDirty: false,
    spawned: 0,
  };
}

export function stateOf(segment: SegmentRef) {
  const { value } = segment.getSnapshot();
  return typeof value === "string" ? value : "validating";
}

/** Under which master swarm the store keeps a segment: its own, else that of the queue. */
export function masterSwarmOf(
  { segments, masterSwarmId }: SchedulerContext,
  id: string,
): string | undefined {
  for (const segment of segments.values()) {
    const { info } = segment.getSnapshot().context;
    if (info.id === id) return info.masterSwarmId;
  }
  return masterSwarmId;
}
