/** The frames between a feed and its readers. Version 1 (docs/inspection-format.md). */
import { inspectLimits } from "../limits.ts";
import { formatVersion, messageShape } from "./message.ts";
import { sessionShape } from "./session.ts";
import { count, id, list, literal, optional, record, union, type Read } from "./shape.ts";

/** Every frame has both fields, so that it can be distinguished from other messages on a channel. */
const head = { format: literal("swarmlane-inspect"), version: literal(formatVersion) } as const;

/** Introduces a session. Sent to one reader in reply to `attach`, and to all readers when a session begins. */
const hello = record({
  ...head,
  type: literal("hello"),
  /** Absent: to everybody. */
  to: optional(id),
  session: sessionShape,
});

/** Sent to one reader. The messages follow those of the previous batch. */
const batch = record({
  ...head,
  type: literal("batch"),
  session: id,
  to: id,
  /** Increases by one with each batch to this reader, which answers with `ack`. */
  batch: count,
  /**
   * Present in the first batch and after an overflow: the known state at this point, which replaces the messages that are no
   * longer available. The reader discards its previous state.
   */
  base: optional(list(messageShape, 20 * inspectLimits.ringMessages)),
  messages: list(messageShape, inspectLimits.ringMessages),
  /** Messages that this reader did not get, in all. */
  dropped: count,
});

/** Sent to all readers: the session has ended. */
const bye = record({ ...head, type: literal("bye"), session: id });

export const feedFrameShape = union({ hello, batch, bye });
export type FeedFrame = Read<typeof feedFrameShape>;
export type BatchFrame = Extract<FeedFrame, { type: "batch" }>;

/** A reader asks for past and future messages of `session`. Without `session`, feeds only answer with `hello`. */
const attach = record({ ...head, type: literal("attach"), reader: id, session: optional(id) });
/** Acknowledges a batch. It is also sent as a sign of life, with the last batch. */
const ack = record({ ...head, type: literal("ack"), reader: id, session: id, batch: count });
const detach = record({ ...head, type: literal("detach"), reader: id, session: id });

export const readerFrameShape = union({ attach, ack, detach });
export type ReaderFrame = Read<typeof readerFrameShape>;

/** The name of the BroadcastChannel that feeds and readers of an origin share. */
export const channelName = "swarmlane-inspect";

export const frameHead = { format: "swarmlane-inspect", version: formatVersion } as const;
