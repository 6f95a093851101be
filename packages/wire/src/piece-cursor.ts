/** Walks over a segment piece by piece for sending. Pure. Pieces are views of the stored bytes, never copies. */

export interface PieceCursor {
  /** The piece to send now; undefined when all are sent. The same one until `advance`. */
  peek(): Uint8Array | undefined;
  advance(): void;
}

/** `pieceBytes` at least 1. The bytes must not change while the cursor is in use. */
export function createPieceCursor(bytes: Uint8Array, pieceBytes: number): PieceCursor {
  let offset = 0;
  return {
    peek: () =>
      offset < bytes.byteLength ? bytes.subarray(offset, offset + pieceBytes) : undefined,
    advance() {
      offset += pieceBytes;
    },
  };
}
