/**
 * The inspector's end: finds sessions, attaches to one, answers each batch, and says that it is still there.
 * Whatever comes passes the parser; what it refuses is told and skipped. Nothing here can disturb a loader.
 */
import type { Clock, ErrorInfo } from "@swarmlane/contract";
import { frameHead, type BatchFrame, type ReaderFrame } from "../format/envelope.ts";
import type { Message } from "../format/message.ts";
import { parseFeedFrame } from "../format/parse.ts";
import type { Session } from "../format/session.ts";
import { inspectLimits } from "../limits.ts";
import type { OpenLink } from "../links/link.ts";
import { platformClock } from "../platform-clock.ts";

export interface ReaderListener {
  /** A session is there: new, or found by `look`. */
  onSession(session: Session): void;
  onSessionEnd(session: string): void;
  /** Of the attached session. With `base`, forget what was known and begin with it. */
  onMessages(batch: ReceivedBatch): void;
  /** A frame was refused: what is wrong with it. */
  onRefused(error: ErrorInfo): void;
}

export interface ReceivedBatch {
  readonly base: readonly Message[] | undefined;
  readonly messages: readonly Message[];
  /** Messages of the session that this reader did not get, in all. */
  readonly dropped: number;
}

export interface Reader {
  /** Asks who is there. */
  look(): void;
  /** Wants the past of this session and what follows; leaves the one before. */
  attach(session: string): void;
  detach(): void;
  close(): void;
}

export interface ReaderOptions {
  /** Random; so that several readers on one channel are told apart. */
  readonly id?: string;
  readonly clock?: Clock;
}

type Said = ReaderFrame extends infer F
  ? F extends unknown
    ? Omit<F, "format" | "version">
    : never
  : never;

export function createReader(
  openLink: OpenLink,
  listener: ReaderListener,
  options: ReaderOptions = {},
): Reader {
  const { id: reader = crypto.randomUUID(), clock = platformClock } = options;
  let attached: string | undefined;
  let lastBatch: number | undefined;

  const link = openLink({
    onFrame: hear,
    onOpen() {
      look();
      if (attached !== undefined) attach(attached);
    },
  });
  let timer = clock.setTimeout(signal, inspectLimits.readerSignal);

  function signal(): void {
    timer = clock.setTimeout(signal, inspectLimits.readerSignal);
    if (attached === undefined) return;
    // Before the first batch the feed may not have heard us.
    if (lastBatch === undefined) say({ type: "attach", reader, session: attached });
    else acknowledge(lastBatch);
  }

  function say(frame: Said): void {
    link.send({ ...frameHead, ...frame });
  }

  function look(): void {
    say({ type: "attach", reader });
  }

  function attach(session: string): void {
    if (attached !== undefined && attached !== session) detach();
    attached = session;
    lastBatch = undefined;
    say({ type: "attach", reader, session });
  }

  function detach(): void {
    if (attached !== undefined) say({ type: "detach", reader, session: attached });
    attached = undefined;
    lastBatch = undefined;
  }

  function acknowledge(batch: number): void {
    if (attached !== undefined) say({ type: "ack", reader, session: attached, batch });
  }

  function hear(value: unknown): void {
    const parsed = parseFeedFrame(value);
    if (parsed === undefined) return;
    if (!parsed.ok) {
      listener.onRefused(parsed.error);
      return;
    }
    const frame = parsed.value;
    if (frame.type === "hello") {
      if (frame.to === undefined || frame.to === reader) listener.onSession(frame.session);
    } else if (frame.type === "bye") {
      listener.onSessionEnd(frame.session);
      if (frame.session === attached) attached = undefined;
    } else if (frame.to === reader && frame.session === attached) {
      take(frame);
    }
  }

  function take({ batch, base, messages, dropped }: BatchFrame): void {
    // A batch that is told twice, or one of an attachment before.
    if (lastBatch === undefined ? base === undefined : batch <= lastBatch && base === undefined)
      return;
    lastBatch = batch;
    try {
      listener.onMessages({ base, messages, dropped });
    } finally {
      acknowledge(batch);
    }
  }

  return {
    look,
    attach,
    detach,
    close() {
      detach();
      clock.clearTimeout(timer);
      link.close();
    },
  };
}
