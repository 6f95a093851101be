/** Iterates over the pieces of a segment for sending. Pure. */
import { pieceHeaderBytes, writePieceHeader } from "./piece-frame.ts";

export interface PieceCursor {
  /** The next frame to send, or undefined if all have been sent. It stays valid until `advance`. */
  peek(): Uint8Array | undefined;
  /** Further pieces will come, although `peek` returns none now. */
  readonly mayFollow: boolean;
  /** Returns how many of the segment's bytes that frame held. */
  advance(): number;
}

export interface PieceRange {
  /** The request that the pieces answer. Undefined, to a 0.6 peer: pieces are views of the stored bytes, never copies. */
  readonly number?: number | undefined;
  /** The first byte to send. */
  readonly offset?: number | undefined;
}

/** Frames of at most `frameBytes`, which is more than a header. The bytes must not change while the cursor is in use. */
export function createPieceCursor(
  bytes: Uint8Array,
  frameBytes: number,
  { number, offset = 0 }: PieceRange = {},
): PieceCursor {
  const headerBytes = number === undefined ? 0 : pieceHeaderBytes;
  const pieceBytes = frameBytes - headerBytes;
  // One for all frames: a channel copies what it sends before it returns.
  const scratch = number === undefined ? undefined : new Uint8Array(frameBytes);
  let next = offset;
  let current: Uint8Array | undefined;

  function build(): Uint8Array | undefined {
    if (next >= bytes.byteLength) return undefined;
    const piece = bytes.subarray(next, next + pieceBytes);
    if (scratch === undefined || number === undefined) return piece;
    const frame = scratch.subarray(0, headerBytes + piece.byteLength);
    writePieceHeader(frame, { number, size: bytes.byteLength, offset: next });
    frame.set(piece, headerBytes);
    return frame;
  }

  return {
    mayFollow: false,
    peek: () => (current ??= build()),
    advance() {
      const sent = (current?.byteLength ?? headerBytes) - headerBytes;
      current = undefined;
      next += sent;
      return sent;
    },
  };
}
