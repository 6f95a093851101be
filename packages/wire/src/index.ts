export {
  type ByStream,
  commandCodes,
  type SegmentChanges,
  type SegmentsMap,
  type SegmentStatus,
  type SegmentWireCommand,
  type WireCommand,
} from "./command.ts";
export { decodeFrame, type DecodedFrame, type DecodeOptions, isMapFrame } from "./decode-frame.ts";
export { encodeCommand, encodeResend } from "./encode-command.ts";
export {
  canAnnounce,
  encodeChanges,
  encodeComing,
  encodeSegmentsMap,
  listEntries,
  type MapContent,
  type MapEntries,
} from "./encode-segments-map.ts";
export { hashOf, hashOfTexts } from "./hash.ts";
export { countEntries } from "./parse-segments-map.ts";
export { commonVersion, encodeHello } from "./hello.ts";
export { countSeparators } from "./json-structure.ts";
export { createPieceAssembly, type PieceAssembly } from "./piece-assembly.ts";
export { createRelayCursor, type RelayCursor } from "./relay-cursor.ts";
export { createPieceCursor, type PieceCursor, type PieceRange } from "./piece-cursor.ts";
export {
  type NumberedPiece,
  type PieceHeader,
  pieceHeaderBytes,
  writePieceHeader,
} from "./piece-frame.ts";
