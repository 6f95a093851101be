/** The description of a session: the head of a live session and of a session file. Part of the message format, version 1. */
import { amount, count, id, oneOf, record, text, type Read } from "./shape.ts";

/** `tokens`: queries, fragments and credentials are cut from addresses. `all`: hosts, paths and IP addresses too. */
export const redactions = ["none", "tokens", "all"] as const;
export type Redaction = (typeof redactions)[number];

export const sessionShape = record({
  /** Of this feed: random, new with each host. */
  session: id,
  /** The loader's own peer id: the same over all hosts of a loader. */
  loader: id,
  /** The page's title or address, for display. */
  title: text(),
  /** Wall clock at `t` 0, in ms since 1970. */
  startedAt: amount,
  /** Where the engine runs. */
  thread: oneOf("worker", "page"),
  redaction: oneOf(...redactions),
  /** Messages said so far. */
  count,
});
export type Session = Read<typeof sessionShape>;
