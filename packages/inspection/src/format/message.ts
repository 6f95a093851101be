/**
 * The messages of the feed, version 1. docs/inspection-format.md describes each message. The types, the parser and the JSON
 * Schema are derived from the shapes below. Every message has a number `n` in the session and a time `t` in ms.
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

/** Increased when a reader of the previous version would misread the new one. */
export const formatVersion = 1;

function message<const T extends string, F extends Parameters<typeof record>[0]>(
  type: T,
  fields: F,
) {
  return record({
    type: literal(type),
    /** Increases by one with each message of a session. */
    n: count,
    /** ms since the session began, by the host's monotonic clock. Never decreases. */
    t: amount,
    ...fields,
  });
}

/** The definition of a machine, sent before its first actor. */
const machine = message("machine", { machine: machineShape });

/** An actor started, or already existed when the feed was attached (`isLate`). */
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
  /** The sender. Absent if it is not an actor (the page, the network), or if there are several. */
  from: optional(id),
  name: id,
  /** The data of the event without its type, limited in size. */
  data: optional(plainRecord),
});

/** An actor took transitions because of one event. Sent before the resulting `snapshot`. */
const transition = message("transition", {
  actor: id,
  /** The event that did it. */
  event: id,
  from: stateValue,
  to: stateValue,
  /** The ids of the transitions in the machine's definition, in the order in which they were taken. */
  edges: list(id, 100),
});

/** The state and facts of an actor after an event. Sent if facts changed, or the state without a transition. */
const snapshot = message("snapshot", {
  actor: id,
  state: optional(stateValue),
  /** Selected fields of its context. They replace the previous facts. */
  facts: plainRecord,
  segment: optional(id),
  peer: optional(id),
});

/** An actor ended. */
const end = message("end", {
  actor: id,
  how: oneOf("done", "error", "stopped"),
  error: optional(errorShape),
});

/** The player's queue changed. Segments that are not mentioned stay as they were. */
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

/** An option that the policy considered. */
const consideration = record({
  source,
  isChosen: flag,
  /** The guard that refused, or the reason for the choice, as text. */
  reason: text(),
});

/** A decision of the policy for a segment. Sent if it differs from the last decision for that segment. */
const decision = message("decision", {
  /** Decisions of one run of the policy have the same number. */
  run: count,
  segment: id,
  /** `cancel` and `give-up` stop a running transfer. `wait` means that no source is asked yet. */
  decision: oneOf("http", "p2p", "cancel", "give-up", "wait"),
  /** The peer that is asked, or waited for. */
  peer: optional(id),
  /** ms of the session's clock: when the origin is asked, if the segment has not come and the player needs it no earlier. */
  until: optional(amount),
  /** The whole reason, in words. */
  reason: text(),
  /** The origin first, then the peers; empty for `cancel` and `give-up`. */
  considered: list(consideration, 2),
  /** The input of the policy. */
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
    /** At most 24 peers that announced it, and whether each of them could be asked. Peers that are backed off come last. */
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
  /** The number of unreported decisions for this segment since the previous message. */
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
  /** The size of the whole segment, once the source has announced it. */
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
  /** Offences that the table of blame counts. An offence that causes a ban at once is only reported by `isBanned`. */
  strikes: count,
  isBanned: flag,
  /** The last error that closed its connection, or for which the peer is to blame. */
  error: optional(errorShape),
});

/** The changes of a peer's announced segments. */
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
  /** Set once the storage has failed and segments are kept in memory. */
  error: optional(errorShape),
});

/** The current settings. Functions are `true` if they are set. */
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
      /** Not admitted yet, so it is not known where the connection leads. */
      pending: count,
      /** False if every slot is taken and none would yield to a new peer. No further connection is made. */
      hasRoom: flag,
    }),
  ),
});

/** A problem that does not stop playback. A ban is reported as `P2P_BANNED`. */
const warning = message("warning", { error: errorShape });

/** The feed itself lost messages. */
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
