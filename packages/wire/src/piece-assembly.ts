/** Assembles the pieces of one segment. Pure. It uses at most twice the memory of the arrived bytes, plus a small start. */
import type { Limits } from "@swarmlane/contract";

export interface PieceAssembly {
  /** The bytes that the header announced. */
  readonly size: number;
  /** The bytes that have arrived, from the first one on. */
  readonly received: number;
  /** The bytes so far. Valid until the next `add`. */
  view(): Uint8Array;
  /** Copies `piece`. On `overflow`, the peer sent more than it announced, and nothing is added. */
  add(piece: Uint8Array): "more" | "complete" | "overflow";
  /** Returns the arrived bytes, from the first one on, in a buffer of exactly that length. Call it once, at the end. */
  take(): Uint8Array<ArrayBuffer>;
}

/**
 * A segment of up to `limits.receiveStartBytes` is copied once, into its final buffer. A larger one starts with a buffer of
 * that size, which doubles as bytes arrive, so an announced size alone allocates no more than that. `head`: the first bytes,
 * from earlier transfers.
 */
export function createPieceAssembly(
  size: number,
  limits: Pick<Limits, "receiveStartBytes">,
  head: Uint8Array = new Uint8Array(),
): PieceAssembly {
  let buffer = new Uint8Array(Math.min(size, Math.max(limits.receiveStartBytes, head.byteLength)));
  let received = head.byteLength;
  buffer.set(head);

  function makeRoom(needed: number): void {
    if (needed <= buffer.byteLength) return;
    const grown = new Uint8Array(Math.min(size, Math.max(needed, 2 * buffer.byteLength)));
    grown.set(buffer.subarray(0, received));
    buffer = grown;
  }

  return {
    size,
    get received() {
      return received;
    },
    view: () => buffer.subarray(0, received),
    add(piece) {
      const end = received + piece.byteLength;
      if (end > size) return "overflow";
      makeRoom(end);
      buffer.set(piece, received);
      received = end;
      return end === size ? "complete" : "more";
    },
    take: () => (received === buffer.byteLength ? buffer : buffer.slice(0, received)),
  };
}
