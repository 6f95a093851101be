/** How an evil peer gives a segment: in 0.6 a header and pieces, to a request with a number numbered pieces. Browser. */
import type { EvilBehaviour, EvilSession, RawCommand } from "./evil-session.ts";

/** Bytes a message, as 0.6.2 sends them. */
const defaultPieceSize = 65_535;

export const announce = (session: EvilSession) => session.command({ c: 2, m: session.options.map });

export interface Deviation {
  /** Of the segment's bytes. */
  spoil?: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
  /** What is said to be its size. */
  size?: (length: number) => unknown;
  pieceSize?: number;
  /** Runs before each piece, and may stop there. */
  before?: (piece: number) => boolean | Promise<boolean>;
}

/** Sends from the requested byte on, or absent if the requested size belongs to another copy. */
export async function give(
  session: EvilSession,
  { i: wireId = "", r: number, o: start = 0, s: expected }: RawCommand,
  deviation: Deviation = {},
): Promise<void> {
  const right = await session.options.segment(wireId);
  if (expected !== undefined && expected !== right.length) {
    session.command({ c: 1, i: wireId, r: number });
    return;
  }
  const bytes = deviation.spoil?.(right.slice()) ?? right;
  const size = deviation.size ? deviation.size(right.length) : right.length;
  if (number === undefined) session.command({ c: 0, i: wireId, s: size });
  const step = deviation.pieceSize ?? defaultPieceSize;
  for (let offset = start, piece = 0; offset < bytes.length; offset += step, piece++) {
    if ((await deviation.before?.(piece)) === false) return;
    const part = bytes.slice(offset, offset + step);
    const place = { number, size: Number(size), offset };
    await session.bytes(number === undefined ? part : numberedPiece(place, part));
  }
}

/** A piece between peers of our own: written after docs/protocol.md, not with the code that is tested with it. */
export function numberedPiece(
  { number = 0, size, offset }: { number: number | undefined; size: number; offset: number },
  bytes: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(13 + bytes.length);
  const view = new DataView(frame.buffer);
  view.setUint8(0, 1);
  view.setUint32(1, number);
  view.setUint32(5, size);
  view.setUint32(9, offset);
  frame.set(bytes, 13);
  return frame;
}

/** Announces what it has, and does that when it is asked. */
export const withRequest = (
  onRequest: (session: EvilSession, asked: RawCommand) => unknown,
): EvilBehaviour & Required<Pick<EvilBehaviour, "onOpen" | "onRequest">> => ({
  onOpen: announce,
  onRequest: (session, _wireId, asked) => void onRequest(session, asked),
});

/** Bytes a message, so that the segment has a middle. */
export async function halfOf(session: EvilSession, { i = "" }: RawCommand): Promise<number> {
  const { length } = await session.options.segment(i);
  return Math.max(1, Math.min(defaultPieceSize, length >> 1));
}
