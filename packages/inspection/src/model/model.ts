/**
 * What is known of a session at one moment. Maps are owned by the model; the records in them are never changed, only
 * replaced, so that a copy of the maps is a copy of the model, and a record that is the same object has not changed.
 */
import type { MachineDefinition } from "../format/machine.ts";
import type { MessageOf } from "../format/message.ts";
import type { InspectedError, InspectedSegment } from "../format/parts.ts";
import type { PlainRecord, StateValue } from "../format/plain.ts";

type Fields<T> = Omit<T, "type" | "n" | "t">;

export interface ActorModel {
  readonly actor: string;
  readonly id: string;
  readonly parent?: string | undefined;
  readonly machine?: string | undefined;
  readonly src?: string | undefined;
  readonly segment?: string | undefined;
  readonly peer?: string | undefined;
  readonly state?: StateValue | undefined;
  readonly facts: PlainRecord;
  /** Of its birth, or of when it was first seen (`isLate`). */
  readonly bornAt: number;
  readonly isLate: boolean;
  /** When `state` changed last. */
  readonly since: number;
  /** The arrows taken last. */
  readonly lastTransition?: MessageOf<"transition"> | undefined;
  /** How often each arrow was taken, by its id. */
  readonly taken: ReadonlyMap<string, number>;
  readonly eventCount: number;
  /** Set once it ended. */
  readonly end?: MessageOf<"end"> | undefined;
}

export interface SegmentModel extends Omit<InspectedSegment, "priority"> {
  /** Undefined: not in the queue (any more). */
  readonly priority: number | undefined;
  readonly state: MessageOf<"segment">["state"];
  readonly reason: string;
  readonly since: number;
  readonly actor?: string | undefined;
  /** With `p2p`, and afterwards until the next attempt. */
  readonly peer?: string | undefined;
  readonly error?: InspectedError | undefined;
  readonly retryAt?: number | undefined;
  /** Its last attempt, running or ended. */
  readonly transfer?: MessageOf<"transfer"> | undefined;
  readonly attempts: number;
  /** Of the policy, the newest. */
  readonly decision?: MessageOf<"decision"> | undefined;
}

export interface PeerModel extends Fields<MessageOf<"peer">> {
  readonly since: number;
  /** By stream, by sequence. */
  readonly announced: ReadonlyMap<string, ReadonlyMap<string, "loaded" | "loading">>;
}

export interface Model {
  /** Of the newest message that is in it; 0 before the first. */
  n: number;
  t: number;
  readonly machines: Map<string, MachineDefinition>;
  /** That live. Parents before children. */
  readonly actors: Map<string, ActorModel>;
  /** The last that ended, oldest first; at most `endedActors`. */
  readonly ended: Map<string, ActorModel>;
  /** How often each arrow of a machine was taken, by all its actors together. */
  readonly taken: Map<string, ReadonlyMap<string, number>>;
  /** By key: those in the queue, and the last `formerSegments` that left it. */
  readonly segments: Map<string, SegmentModel>;
  /** That run, by id. */
  readonly transfers: Map<string, MessageOf<"transfer">>;
  /** Those that are gone, too, up to `formerPeers`. */
  readonly peers: Map<string, PeerModel>;
  tracker: Fields<MessageOf<"tracker">> | undefined;
  storage: Fields<MessageOf<"storage">> | undefined;
  settings: PlainRecord | undefined;
  traffic: Fields<MessageOf<"traffic">>;
  /** The last `warnings`. */
  warnings: readonly MessageOf<"warning">[];
  /** Messages that were lost on the way. */
  dropped: number;
}

/** So that a session of hours stays as large as one of minutes. */
export const modelLimits = {
  endedActors: 200,
  formerSegments: 2000,
  formerPeers: 200,
  warnings: 100,
} as const;

export function createModel(): Model {
  return {
    n: 0,
    t: 0,
    machines: new Map(),
    actors: new Map(),
    ended: new Map(),
    taken: new Map(),
    segments: new Map(),
    transfers: new Map(),
    peers: new Map(),
    tracker: undefined,
    storage: undefined,
    settings: undefined,
    traffic: { http: 0, p2p: 0, uploaded: 0 },
    warnings: [],
    dropped: 0,
  };
}

/** Costs one entry for each actor, segment and peer. */
export function copyModel(model: Model): Model {
  return {
    ...model,
    machines: new Map(model.machines),
    actors: new Map(model.actors),
    ended: new Map(model.ended),
    taken: new Map(model.taken),
    segments: new Map(model.segments),
    transfers: new Map(model.transfers),
    peers: new Map(model.peers),
  };
}
