export {
  commandCodes,
  type SegmentsMap,
  type SegmentStatus,
  type SegmentWireCommand,
  type WireCommand,
} from "./command.ts";
export { decodeFrame, type DecodedFrame, type DecodeOptions } from "./decode-frame.ts";
export { encodeCommand } from "./encode-command.ts";
export { canAnnounce, encodeSegmentsMap, type MapContent } from "./encode-segments-map.ts";
export { createPieceAssembly, type PieceAssembly } from "./piece-assembly.ts";
export { createPieceCursor, type PieceCursor } from "./piece-cursor.ts";
