/** Parts that several messages share. Part of the message format, version 1. */
import { amount, count, id, oneOf, optional, record, text, type Read } from "./shape.ts";

/** An error as data. `code` is one of contract/errors.ts, or the name of the class for other errors. */
export const errorShape = record({
  code: id,
  message: text(),
  status: optional(count),
});
export type InspectedError = Read<typeof errorShape>;

export const source = oneOf("http", "p2p");
export type Source = Read<typeof source>;

/** A segment as the queue describes it. */
export const segmentShape = record({
  /** Names it in all other messages: its id and byte range. */
  key: id,
  id,
  /** `masterSwarmId[+streamId]`. */
  stream: id,
  /** Its place in the stream, as peers name it. */
  sequence: id,
  /** Redacted as the session says. */
  url: id,
  range: optional(id),
  /** 0 is played next. */
  priority: amount,
});
export type InspectedSegment = Read<typeof segmentShape>;
