/**
 * What the feed says, version 1: docs/inspection-format.md describes each message. The shapes below are at once the
 * types, the parser and the JSON Schema. Every message has `n`, its number in the session, and `t`, when, in ms.
 */
import { machineShape } from "./machine.ts";
import { errorShape, segmentShape, source } from "./parts.ts";
import { plainRecord, stateValue } from "./plain.ts";
import {
  amount,
  count,
  flag,
  id,
  list,
  literal,
  oneOf,
  optional,
  record,
  text,
  union,
  type Read,
} from "./shape.ts";

/** Raised when a reader of the version before would misread the next one. */
export const formatVersion = 1;

function message<const T extends string, F extends Parameters<typeof record>[0]>(
  type: T,
  fields: F,
) {
  return record({
    type: literal(type),
    /** Rises by one with each message of a session. */
    n: count,
    /** ms since the session began, by the host's monotonic clock. Never falls. */
    t: amount,
    ...fields,
  });
}

/** A machine that actors of this session run. Before the first of them. */
const machine = message("machine", { machine: machineShape });

/** An actor began, or was there when the feed was attached (`isLate`). */
const actor = message("actor", {
  /** Names it in all other messages; unique in the session. */
  actor: id,
  /** As its parent calls it, such as `segment-4` or `swarm`. */
  id,
  parent: optional(id),
  /** Of its definition. Absent: it is an effect (a promise or a callback). */
  machine: optional(id),
  /** The name of the effect or machine that its parent's definition gives. */
  src: optional(id),
  /** The segment or the peer that it is about, once known. */
  segment: optional(id),
  peer: optional(id),
  state: optional(stateValue),
  facts: plainRecord,
  isLate: optional(flag),
});

/** An event reached an actor. */
const event = message("event", {
  actor: id,
  /** Who sent it; absent: somebody who is no actor (the page, the network), or several. */
  from: optional(id),
  name: id,
  /** What it carried, without its type; bounded. */
  data: optional(plainRecord),
});

/** An actor took arrows of its machine, with one event and what followed from it. Before the `snapshot` that it led to. */
const transition = message("transition", {
  actor: id,
  /** The event that did it. */
  event: id,
  from: stateValue,
  to: stateValue,
  /** Ids of the arrows in the machine's definition, in the order taken. */
  edges: list(id, 100),
});

/** What an actor is after an event. Told when facts changed, or the state without an arrow. */
const snapshot = message("snapshot", {
  actor: id,
  state: optional(stateValue),
  /** What is worth knowing of its context, picked for each machine: replaces the facts before. */
  facts: plainRecord,
  segment: optional(id),
  peer: optional(id),
});

/** An actor is no more. */
const end = message("end", {
  actor: id,
  how: oneOf("done", "error", "stopped"),
  error: optional(errorShape),
});

/** The player gave another queue. What is not named stays as it was. */
const queue = message("queue", {
  added: list(segmentShape),
  /** By key. */
  removed: list(id),
  /** Added to the priority of every segment that stays. */
  shift: amount,
  /** Priorities that `shift` does not explain. */
  priorities: list(record({ key: id, priority: amount })),
});

/** A segment's machine entered a state. */
const segment = message("segment", {
  segment: id,
  actor: optional(id),
  state: oneOf("queued", "http", "p2p", "validating", "cached", "failed", "aborted"),
  /** Why, in words. */
  reason: text(),
  /** With `p2p`. */
  peer: optional(id),
  error: optional(errorShape),
  /** ms of the session's clock at which it may be tried again; with `failed`. */
  retryAt: optional(amount),
});

/** What one way of getting it was found to be. */
const consideration = record({
  source,
  isChosen: flag,
  /** In words: the guard that said no, or why it was chosen. */
  reason: text(),
});

/** The policy decided something for a segment: told when it differs from what was decided for it last. */
const decision = message("decision", {
  /** Decisions of one run of the policy have the same number. */
  run: count,
  segment: id,
  /** `cancel` and `give-up` stop what runs; `wait` leaves a wanted segment alone. */
  decision: oneOf("http", "p2p", "cancel", "give-up", "wait"),
  /** The peer that is asked, or waited for. */
  peer: optional(id),
  /** ms of the session's clock: when the origin is asked, if the segment has not come and the player needs it no earlier. */
  until: optional(amount),
  /** The whole reason, in words. */
  reason: text(),
  /** The origin first, then the peers; empty for `cancel` and `give-up`. */
  considered: list(consideration, 2),
  /** What the policy saw. */
  view: record({
    state: id,
    priority: amount,
    /** It is required up to this priority. */
    required: amount,
    httpRunning: count,
    httpSlots: amount,
    p2pRunning: count,
    p2pSlots: amount,
    isHttpAllowed: flag,
    /** Peers that announced it, at most 24 of them, and whether each could be asked. Those that are backed off come last. */
    holders: list(
      record({
        peer: id,
        isFree: flag,
        /** Bytes per ms; absent: never tried. */
        speed: optional(amount),
        /** ms of the session's clock; it failed to bring the segment, and is not asked for it before. */
        refusedUntil: optional(amount),
      }),
      24,
    ),
    /** All of them. */
    holderCount: count,
    peerCount: count,
  }),
  /** How often something was decided for this segment since the message before, without being told. */
  repeats: count,
});

/** One attempt to get a segment from one source. */
const transfer = message("transfer", {
  /** Unique in the session. */
  transfer: id,
  segment: id,
  source,
  peer: optional(id),
  /** `cancelled`: we stopped it; `failed`: the source did. */
  phase: oneOf("asked", "started", "progress", "done", "cancelled", "failed"),
  /** So far. */
  bytes: count,
  /** Of the whole segment, once the source told it. */
  size: optional(count),
  /** Bytes per ms since the first byte. */
  speed: optional(amount),
  /** ms from the request to the first byte; once there is one. */
  wait: optional(amount),
  /** ms since the request. */
  elapsed: amount,
  /** Why it ended, in words. */
  reason: optional(text()),
  error: optional(errorShape),
});

/** A peer, as it is now. */
const peer = message("peer", {
  peer: id,
  /** Redacted as the session says; absent when unknown. */
  address: optional(id),
  /** `standby`: it has only connections that are not in use yet; `pending`: a channel that is not admitted. */
  state: oneOf("pending", "standby", "active", "gone"),
  /** Of the connection in use. */
  connection: optional(count),
  /** Further connections that claim the same peer id and stand by. Absent: none. */
  standbys: optional(count),
  actor: optional(id),
  /** States of its downloads (`receiving, 2 requested`; `silent` before it spoke; `none`) and of its upload. */
  download: optional(id),
  upload: optional(id),
  isFree: flag,
  /** Bytes per ms; absent: never measured. */
  downSpeed: optional(amount),
  upSpeed: optional(amount),
  downloaded: count,
  uploaded: count,
  /** Offences that the table of blame counts. One that leads to a ban at once is told by `isBanned` alone. */
  strikes: count,
  isBanned: flag,
  /** The last that ended its connection, or for which the peer is to blame. */
  error: optional(errorShape),
});

/** What a peer says that it has: only what changed. */
const announce = message("announce", {
  peer: id,
  stream: id,
  /** Sequences. */
  loaded: list(id),
  loading: list(id),
  gone: list(id),
});

const tracker = message("tracker", {
  /** Of all trackers together, as they told last. */
  complete: optional(count),
  incomplete: optional(count),
  /** How often one of them answered. */
  answers: count,
  error: optional(errorShape),
});

const storage = message("storage", {
  segments: count,
  /** As far as sizes are known. */
  bytes: count,
  /** Set once it failed: segments are kept in memory since. */
  error: optional(errorShape),
});

/** The settings in force; functions are `true` when set. */
const settings = message("settings", { settings: plainRecord });

/** Totals of the session. */
const traffic = message("traffic", {
  http: count,
  p2p: count,
  uploaded: count,
  /** Connections to peers, as they are now. */
  connections: optional(
    record({
      inUse: count,
      /** Another connection to the same peer is in use. */
      standby: count,
      /** Not admitted yet: nobody knows where it leads. */
      pending: count,
      /** False: every slot is taken, and none would yield to a newcomer. No further connection is made. */
      hasRoom: flag,
    }),
  ),
});

/** Something that playback survives. A ban is told as `P2P_BANNED`. */
const warning = message("warning", { error: errorShape });

/** The feed itself could not say everything. */
const gap = message("gap", {
  /** Messages that this reader will never see, before this one. */
  dropped: count,
  reason: text(),
});

export const messageShapes = {
  machine,
  actor,
  event,
  transition,
  snapshot,
  end,
  queue,
  segment,
  decision,
  transfer,
  peer,
  announce,
  tracker,
  storage,
  settings,
  traffic,
  warning,
  gap,
} as const;

export const messageShape = union(messageShapes);
export type Message = Read<typeof messageShape>;
export type MessageType = Message["type"];
export type MessageOf<T extends MessageType> = Extract<Message, { type: T }>;

/** A message before it gets its number and time. */
export type Draft = { [T in MessageType]: Omit<MessageOf<T>, "n" | "t"> }[MessageType];
