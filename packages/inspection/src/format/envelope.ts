/** What crosses a transport: a feed's words to its readers, and theirs to it. Version 1 (docs/inspection-format.md). */
import { inspectLimits } from "../limits.ts";
import { formatVersion, messageShape } from "./message.ts";
import { sessionShape } from "./session.ts";
import { count, id, list, literal, optional, record, union, type Read } from "./shape.ts";

/** Every frame has both, so that it can be told from whatever else is on a channel. */
const head = { format: literal("swarmlane-inspect"), version: literal(formatVersion) } as const;

/** To one reader, first: who speaks. Answers `attach`, and to everybody when a session begins. */
const hello = record({
  ...head,
  type: literal("hello"),
  /** Absent: to everybody. */
  to: optional(id),
  session: sessionShape,
});

/** To one reader. The messages follow those of the batch before. */
const batch = record({
  ...head,
  type: literal("batch"),
  session: id,
  to: id,
  /** Rises by one with each batch to this reader; to be answered with `ack`. */
  batch: count,
  /**
   * Present in the first batch and after an overflow: what is known at this point instead of the messages that are no
   * longer there. The reader forgets what it knew.
   */
  base: optional(list(messageShape, 20 * inspectLimits.ringMessages)),
  messages: list(messageShape, inspectLimits.ringMessages),
  /** Messages that this reader did not get, in all. */
  dropped: count,
});

/** To everybody: the session is over. */
const bye = record({ ...head, type: literal("bye"), session: id });

export const feedFrameShape = union({ hello, batch, bye });
export type FeedFrame = Read<typeof feedFrameShape>;
export type BatchFrame = Extract<FeedFrame, { type: "batch" }>;

/** A reader is there, and wants the past and what follows. Without `session`: who is there? (answered with `hello`). */
const attach = record({ ...head, type: literal("attach"), reader: id, session: optional(id) });
/** It has taken in a batch. Also a sign of life, with the last batch again. */
const ack = record({ ...head, type: literal("ack"), reader: id, session: id, batch: count });
const detach = record({ ...head, type: literal("detach"), reader: id, session: id });

export const readerFrameShape = union({ attach, ack, detach });
export type ReaderFrame = Read<typeof readerFrameShape>;

/** The name of the BroadcastChannel that feeds and readers of an origin share. */
export const channelName = "swarmlane-inspect";

export const frameHead = { format: "swarmlane-inspect", version: formatVersion } as const;
