/**
 * A piece between peers of our own: one byte of kind, the request's number, the offset in the segment, the bytes. Pure.
 * No JSON begins with its first byte, so that commands may go between pieces.
 */
import type { ErrorInfo } from "@swarmlane/contract";

/** Bytes before a piece's own. */
export const pieceHeaderBytes = 9;
export const pieceKind = 1;

export interface NumberedPiece {
  readonly kind: "numbered";
  readonly number: number;
  /** Where in the segment its first byte belongs. */
  readonly offset: number;
  /** A view of the frame. */
  readonly bytes: Uint8Array;
}

export function writePieceHeader(frame: Uint8Array, number: number, offset: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  view.setUint8(0, pieceKind);
  view.setUint32(1, number);
  view.setUint32(5, offset);
}

/** `frame` begins with `pieceKind`. */
export function readPiece(frame: Uint8Array): NumberedPiece | ErrorInfo {
  if (frame.byteLength <= pieceHeaderBytes)
    return { code: "P2P_PROTOCOL_ERROR", message: "a piece without bytes" };
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  return {
    kind: "numbered",
    number: view.getUint32(1),
    offset: view.getUint32(5),
    bytes: frame.subarray(pieceHeaderBytes),
  };
}
