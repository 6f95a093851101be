/** Puts the pieces of one segment together. Pure. Memory stays within twice what arrived, plus a small start. */
import type { Limits } from "@swarmlane/contract";

export interface PieceAssembly {
  /** Bytes the header promised. */
  readonly size: number;
  /** Bytes that are there, from the first on. */
  readonly received: number;
  /** What is there so far. Valid until the next `add`. */
  view(): Uint8Array;
  /** Copies `piece`. On `overflow` nothing is added: the peer sent more than it promised. */
  add(piece: Uint8Array): "more" | "complete" | "overflow";
  /** Hands over what arrived, from the first byte on, in a buffer of exactly that length. Call once, at the end. */
  take(): Uint8Array<ArrayBuffer>;
}

/**
 * A segment of up to `limits.receiveStartBytes` is copied once, into its final buffer. A larger one starts with a buffer
 * of that size, which doubles as bytes arrive: a promised size alone allocates at most that. `head`: the first bytes,
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
