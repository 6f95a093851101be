/** Decodes a frame. Pure. Never throws, whatever the bytes, and does not parse anything that exceeds a limit. */
import type { ErrorInfo, Limits } from "@swarmlane/contract";
import { commandCodes, type WireCommand } from "./command.ts";
import { hasStructureWithin } from "./json-structure.ts";
import { parseCommand } from "./parse-command.ts";
import { type NumberedPiece, pieceKind, readPiece } from "./piece-frame.ts";
import { decodeText } from "./text.ts";

export type DecodedFrame =
  | { readonly kind: "command"; readonly command: WireCommand }
  /** Bytes of the segment being received, or, when none is, of one that was cancelled. */
  | { readonly kind: "piece" }
  /** From a peer of our own. */
  | NumberedPiece
  /** `P2P_PROTOCOL_ERROR` or `P2P_LIMIT_EXCEEDED`. */
  | { readonly kind: "error"; readonly error: ErrorInfo };

export interface DecodeOptions {
  /**
   * Whether pieces are expected now. If so, a frame only counts as a command if there is no doubt, because a segment's own
   * bytes may look like JSON. 0.6.2 loses such a transfer.
   */
  readonly receiving: boolean;
  /** Whether the peer uses the extension. Every frame is then a numbered piece or a command, and `receiving` does not matter. */
  readonly numbered?: boolean | undefined;
  readonly limits: Limits;
}

const openBrace = 0x7b;
const quote = 0x22;
const closeBrace = 0x7d;
/** The start of every command of 0.6.2, followed by the digits of the code. */
const commandPrefix = [openBrace, quote, 0x63, quote, 0x3a];

/** One object for all pieces: this is the path of every media byte. */
const piece: DecodedFrame = { kind: "piece" };

export function decodeFrame(bytes: Uint8Array, options: DecodeOptions): DecodedFrame {
  if (options.numbered !== true) return decodePlain(bytes, options);
  if (bytes[0] === pieceKind) {
    const read = readPiece(bytes, options.limits);
    return "code" in read ? { kind: "error", error: read } : read;
  }
  const decoded = decodePlain(bytes, { ...options, receiving: false });
  return decoded === piece
    ? failure("P2P_PROTOCOL_ERROR", "the frame is neither a command nor a piece")
    : decoded;
}

/**
 * Whether a frame between transfers is a whole map, judging by its first bytes. Parsing a map may be postponed, because the next
 * map replaces it. Only decoding shows whether it is valid.
 */
export function isMapFrame(bytes: Uint8Array): boolean {
  return looksLikeCommand(bytes) && peekCode(bytes) === commandCodes.map;
}

function decodePlain(bytes: Uint8Array, options: DecodeOptions): DecodedFrame {
  if (!looksLikeCommand(bytes)) return piece;
  const { receiving, numbered = false, limits } = options;
  const code = peekCode(bytes);
  if (receiving && code === undefined) return piece;

  const isMap = code === commandCodes.map || (numbered && code === commandCodes.changes);
  const most = isMap ? limits.mapBytesIn : limits.commandBytes;
  if (bytes.byteLength > most) {
    if (receiving || code === undefined) return piece;
    return failure("P2P_LIMIT_EXCEEDED", `command ${code} of ${bytes.byteLength} bytes`);
  }

  if (bytes.byteLength > limits.commandBytes && !hasStructureWithin(bytes, mapStructure(limits))) {
    return receiving ? piece : failure("P2P_LIMIT_EXCEEDED", "segments map of too many parts");
  }

  const value = parseJson(bytes);
  if (value === undefined) return piece;
  const parsed = parseCommand(value, limits, numbered);
  if (parsed === undefined) return piece;
  // During a transfer, JSON in the segment's own bytes is more likely than a command that breaks its schema.
  if (receiving && (parsed.kind === "error" || !is06(parsed.command))) return piece;
  return parsed;
}

function is06({ type }: WireCommand): boolean {
  return type !== "unknown" && type !== "hello";
}

function looksLikeCommand(bytes: Uint8Array): boolean {
  return bytes[0] === openBrace && bytes[1] === quote && bytes[bytes.byteLength - 1] === closeBrace;
}

/** The number behind `{"c":`, at most three digits of it; undefined if there is no digit. */
function peekCode(bytes: Uint8Array): number | undefined {
  if (commandPrefix.some((byte, index) => bytes[index] !== byte)) return undefined;
  let code: number | undefined;
  for (let index = commandPrefix.length; index < commandPrefix.length + 3; index++) {
    const digit = (bytes[index] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    code = (code ?? 0) * 10 + digit;
  }
  return code;
}

/** The outer two objects and two keys, and a key and two arrays for each stream. Doubled, to allow for additions. */
function mapStructure(limits: Limits): number {
  return 2 * (4 + 3 * limits.swarmsPerMap);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeText(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

function failure(code: ErrorInfo["code"], message: string): DecodedFrame {
  return { kind: "error", error: { code, message } };
}
