/**
 * The readers of a session on one link, with their positions in the ring. A slow reader falls behind there and does not delay
 * anything. Each reader gets at most one batch per `batchInterval`, and only while it acknowledges batches.
 */
import {
  frameHead,
  type BatchFrame,
  type FeedFrame,
  type ReaderFrame,
} from "../format/envelope.ts";
import { parseReaderFrame } from "../format/parse.ts";
import type { Session } from "../format/session.ts";
import { inspectLimits } from "../limits.ts";
import type { FeedLink, OpenLink } from "../links/link.ts";
import type { Ring } from "./ring.ts";

export interface Readers {
  /** Sends new messages to readers that are ready, and forgets silent ones. Returns true while there are readers. */
  serve(now: number): boolean;
  close(): void;
}

export interface ReadersOptions {
  readonly ring: Ring;
  /** As it is now. */
  readonly session: () => Session;
  readonly now: () => number;
  /** A reader came. */
  readonly onReader: () => void;
}

interface Place {
  /** The number of the last sent message. Undefined if there was none, in which case the next batch begins with a base. */
  sent: number | undefined;
  nextBatch: number;
  answered: number;
  dropped: number;
  heardAt: number;
}

const { batchMessages, unansweredBatches, readerSilence, readers: most } = inspectLimits;

export function createReaders(openLink: OpenLink, options: ReadersOptions): Readers {
  const { ring, session, now, onReader } = options;
  const places = new Map<string, Place>();
  const link: FeedLink = openLink({ onFrame: hear, onOpen: () => greet(undefined) });

  function say(frame: FeedFrame): void {
    link.send(frame);
  }

  function greet(reader: string | undefined): void {
    const to = reader === undefined ? {} : { to: reader };
    say({ ...frameHead, type: "hello", ...to, session: session() });
  }

  function hear(value: unknown): void {
    const parsed = parseReaderFrame(value);
    if (parsed?.ok !== true) return;
    const frame = parsed.value;
    if (frame.session === undefined) greet(frame.reader);
    else if (frame.session === session().session) heed(frame);
  }

  function heed(frame: ReaderFrame): void {
    const place = places.get(frame.reader);
    if (frame.type === "attach") begin(frame.reader);
    else if (frame.type === "detach") places.delete(frame.reader);
    else if (place !== undefined) {
      place.heardAt = now();
      if (frame.batch < place.nextBatch) place.answered = Math.max(place.answered, frame.batch + 1);
    }
  }

  function begin(reader: string): void {
    if (!places.has(reader) && places.size >= most) return;
    const fresh = { sent: undefined, nextBatch: 0, answered: 0, dropped: 0, heardAt: now() };
    places.set(reader, fresh);
    greet(reader);
    onReader();
  }

  function next(reader: string, place: Place): BatchFrame | undefined {
    const isFull = place.nextBatch - place.answered >= unansweredBatches;
    const isNews = place.sent === undefined || place.sent < ring.last;
    if (isFull || !isNews) return undefined;
    const lost = Math.max(0, ring.first - 1 - (place.sent ?? 0));
    const isAnew = place.sent === undefined || lost > 0;
    place.dropped += lost;
    const messages = ring.after(place.sent ?? 0, batchMessages);
    place.sent = messages.at(-1)?.n ?? ring.last;
    const { nextBatch: batch, dropped } = place;
    place.nextBatch += 1;
    return {
      ...{ ...frameHead, type: "batch", session: session().session, to: reader, batch },
      ...(isAnew ? { base: ring.base() } : {}),
      ...{ messages, dropped },
    };
  }

  return {
    serve(time) {
      for (const [reader, place] of places) {
        if (time - place.heardAt > readerSilence) {
          places.delete(reader);
          continue;
        }
        const batch = next(reader, place);
        if (batch !== undefined) say(batch);
      }
      return places.size > 0;
    },
    close() {
      say({ ...frameHead, type: "bye", session: session().session });
      places.clear();
      link.close();
    },
  };
}
