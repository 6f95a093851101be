/** What an evil peer does that speaks the extension between peers of our own (docs/protocol.md). Browser. */
import type { EvilBehaviour, EvilSession, RawCommand } from "./evil-session.ts";
import { announce, give, numberedPiece, withRequest } from "./give.ts";

/** The same behaviour by one that greets first: it is asked with numbers, and gives numbered pieces. */
export const asOwnPeer = (behaviour: EvilBehaviour): EvilBehaviour => ({
  ...behaviour,
  onOpen: (session) => {
    session.command({ c: 16, v: [1, 1] });
    behaviour.onOpen?.(session);
  },
});

/** Announces, and does that once it is asked: then there is a transfer to lose. */
const onceAsked = (offend: (session: EvilSession, asked: RawCommand) => unknown) =>
  asOwnPeer(withRequest(offend));

interface PieceChange {
  /** Default: that of the request. */
  readonly number?: number;
  /** Default: the segment's. */
  readonly size?: number;
  /** Default: the next one's, at 100 bytes a piece. */
  readonly offset?: number;
  /** Default 100. */
  readonly length?: number;
}

/** The first pieces of the requested segment, correct except for the changes. */
const pieces = (...changes: readonly PieceChange[]) =>
  onceAsked(async (session, { i = "", r: number }) => {
    const right = await session.options.segment(i);
    for (const [index, { length = 100, ...change }] of changes.entries()) {
      const place = { number, size: right.length, offset: 100 * index, ...change };
      // beyond the end there are none: zeros
      const bytes = new Uint8Array(length);
      bytes.set(right.subarray(place.offset, place.offset + length));
      await session.bytes(numberedPiece(place, bytes));
    }
  });

/** Changes of a map that add so many segments. */
function grow(session: EvilSession, from: number, to: number, count: number): void {
  const sequences = Array.from({ length: count }, (_, n) => `${to}-${n}`);
  const m = { grown: [sequences.join("|"), sequences.map(() => 0)] };
  session.command({ c: 17, f: from, t: to, m });
}

/** Of the frame `{"c":2,"m":{}}`. */
const emptyMapHash = 1_477_960_445;

/** Each ends the connection, and is a strike (docs/protocol.md#7-what-ends-a-connection). */
export const ownPeerOffences = {
  "a data command": onceAsked((session, { i, r }) => session.command({ c: 0, i, r, s: 1000 })),
  "a piece of no request": pieces({ number: 9 }),
  "a piece out of turn": pieces({}, { offset: 200 }),
  "a piece beyond the end": pieces({}, { length: 100_000 }),
  "pieces of two sizes": pieces({}, { size: 50_000 }),
  "a piece without bytes": pieces({ length: 0 }),
  "a segment over the limit": pieces({ size: 64 * 1024 * 1024 + 1 }),
  "neither piece nor command": onceAsked((session) => session.bytes(new Uint8Array(100))),
  "a number that does not rise": onceAsked((session, { i }) => {
    session.command({ c: 3, i, r: 5 });
    session.command({ c: 3, i, r: 5 });
  }),
  "a request without a number": onceAsked((session, { i }) => session.command({ c: 3, i })),
  "a range outside the segment": onceAsked((session, { i }) =>
    session.command({ c: 3, i, r: 1, o: 1000, s: 1000 }),
  ),
  "a flood of questions for the map": onceAsked((session) => {
    for (let n = 0; n < 50; n++) session.command({ c: 18 });
  }),
  "changes without hashes": onceAsked((session) => session.command({ c: 17, m: {} })),
  "changes that let its map grow without end": onceAsked((session) => {
    session.command({ c: 2, m: {} });
    grow(session, emptyMapHash, 1, 2500);
    grow(session, 1, 2, 2500);
  }),
} satisfies Record<string, EvilBehaviour>;

/**
 * Gives honestly, but only once it is told to announce. Until then it sends changes of a map that nobody has, which
 * say that it has everything: no offence, but not to be believed.
 */
export const lateAnnouncer: EvilBehaviour = asOwnPeer({
  onOpen: (session) => {
    session.command({ c: 2, m: {} });
    for (let n = 1; n <= 3; n++) session.command({ c: 17, f: n, t: n, m: session.options.map });
  },
  onRequest: (session, _wireId, asked) => void give(session, asked),
});

/** The message to a late announcer. */
export function announceNow({ sessions }: { readonly sessions: readonly EvilSession[] }): void {
  for (const session of sessions) announce(session);
}
