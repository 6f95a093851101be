/** Walks over a segment that is still arriving, piece by piece, for sending it on to a peer of our own. Pure. */
import type { PieceCursor } from "./piece-cursor.ts";
import { pieceHeaderBytes, writePieceHeader } from "./piece-frame.ts";

export interface RelayCursor extends PieceCursor {
  /** The next bytes of the segment. They are copied. */
  add(bytes: Uint8Array): void;
}

export interface RelayRange {
  /** The request that the pieces answer. */
  readonly number: number;
  /** Bytes of the whole segment. */
  readonly size: number;
  /** The first byte to send. The bytes that are added begin there. */
  readonly offset: number;
}

/**
 * Frames of `frameBytes`, which is more than a header; only the segment's last piece is shorter. What was added and is
 * not sent yet is kept.
 */
export function createRelayCursor(frameBytes: number, range: RelayRange): RelayCursor {
  const { number, size } = range;
  const pieceBytes = frameBytes - pieceHeaderBytes;
  const frames: Uint8Array[] = [];
  let open: Uint8Array | undefined;
  let filled = 0;
  let next = range.offset;

  function openFrame(): Uint8Array {
    const frame = new Uint8Array(pieceHeaderBytes + Math.min(pieceBytes, size - next));
    writePieceHeader(frame, { number, size, offset: next });
    filled = pieceHeaderBytes;
    return frame;
  }

  return {
    get mayFollow() {
      return next < size;
    },
    add(bytes) {
      let rest = bytes;
      while (rest.byteLength > 0 && next < size) {
        open ??= openFrame();
        const part = rest.subarray(0, open.byteLength - filled);
        open.set(part, filled);
        filled += part.byteLength;
        rest = rest.subarray(part.byteLength);
        if (filled < open.byteLength) return;
        frames.push(open);
        next += open.byteLength - pieceHeaderBytes;
        open = undefined;
      }
    },
    peek: () => frames[0],
    advance: () => (frames.shift()?.byteLength ?? pieceHeaderBytes) - pieceHeaderBytes,
  };
}
