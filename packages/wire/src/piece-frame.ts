/**
 * A piece between Swarmlane peers: one byte for the kind, the number of the request, the size of the segment, the offset, and
 * the bytes. Pure. Every piece contains all of this, so it does not have to be matched with an earlier header.
 * No JSON begins with the first byte of a piece, so commands may be sent between pieces.
 */
import type { ErrorInfo, Limits } from "@swarmlane/contract";

/** Bytes before a piece's own. */
export const pieceHeaderBytes = 13;
export const pieceKind = 1;

export interface PieceHeader {
  readonly number: number;
  /** Bytes of the whole segment. */
  readonly size: number;
  /** Where in the segment its first byte belongs. */
  readonly offset: number;
}

export interface NumberedPiece extends PieceHeader {
  readonly kind: "numbered";
  /** A view of the frame. */
  readonly bytes: Uint8Array;
}

export function writePieceHeader(frame: Uint8Array, { number, size, offset }: PieceHeader): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  view.setUint8(0, pieceKind);
  view.setUint32(1, number);
  view.setUint32(5, size);
  view.setUint32(9, offset);
}

/** `frame` begins with `pieceKind`. The bytes lie within a segment of that size, and the size within the limit. */
export function readPiece(
  frame: Uint8Array,
  limits: Pick<Limits, "segmentBytes">,
): NumberedPiece | ErrorInfo {
  if (frame.byteLength <= pieceHeaderBytes) return failure("a piece without bytes");
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const [number, size, offset] = [view.getUint32(1), view.getUint32(5), view.getUint32(9)];
  const bytes = frame.subarray(pieceHeaderBytes);
  if (size > limits.segmentBytes) return failure(`a piece of a segment of ${size} bytes`);
  if (offset + bytes.byteLength > size)
    return failure(`a piece of ${bytes.byteLength} bytes at ${offset} of ${size}`);
  return { kind: "numbered", number, size, offset, bytes };
}

function failure(message: string): ErrorInfo {
  return { code: "P2P_PROTOCOL_ERROR", message };
}
