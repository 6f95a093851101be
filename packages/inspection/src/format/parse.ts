/**
 * Parses the data of a transport into a frame, or into an error that says what is wrong and where. Pure, never throws.
 * `INSPECT_VERSION` means another version of the format, `INSPECT_BAD_DATA` any other error.
 */
import type { ErrorInfo } from "@swarmlane/contract";
import { inspectLimits } from "../limits.ts";
import { feedFrameShape, readerFrameShape, type FeedFrame, type ReaderFrame } from "./envelope.ts";
import { formatVersion, messageShape, type Message } from "./message.ts";
import { isRecord, ShapeFault, type Shape } from "./shape.ts";

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorInfo };

export function parseMessage(value: unknown): Parsed<Message> {
  return readAs(messageShape, value);
}

/** Parses a frame for a reader. Undefined if it is not such a frame. */
export function parseFeedFrame(value: unknown): Parsed<FeedFrame> | undefined {
  return parseFrame(feedFrameShape, ["hello", "batch", "bye"], value);
}

/** Parses a frame for a feed. Undefined if it is not such a frame. */
export function parseReaderFrame(value: unknown): Parsed<ReaderFrame> | undefined {
  return parseFrame(readerFrameShape, ["attach", "ack", "detach"], value);
}

/** A frame as text, from a socket. */
export function parseText(text: unknown, maxLength: number = inspectLimits.frameLength): unknown {
  if (typeof text !== "string" || text.length > maxLength) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function badData(message: string): { ok: false; error: ErrorInfo } {
  return { ok: false, error: { code: "INSPECT_BAD_DATA", message } };
}

/** Returns undefined if `version` is the current version. */
export function refuseVersion(
  version: unknown,
  what: string,
): { ok: false; error: ErrorInfo } | undefined {
  if (version === formatVersion) return undefined;
  if (typeof version !== "number") return badData(`${what} does not state a format version`);
  const age = version < formatVersion ? "an older" : "a newer";
  const message = `${what} uses ${age} version of the format (${version}); this inspector reads version ${formatVersion}`;
  return { ok: false, error: { code: "INSPECT_VERSION", message } };
}

export function readAs<T>(shape: Shape<T>, value: unknown, at = ""): Parsed<T> {
  try {
    return { ok: true, value: shape.read(value, at) };
  } catch (thrown) {
    if (thrown instanceof ShapeFault) return badData(thrown.message);
    // Reading itself failed: a getter or a proxy threw, or the recursion was too deep.
    return badData("the data cannot be read");
  }
}

function parseFrame<T>(
  shape: Shape<T>,
  types: readonly string[],
  value: unknown,
): Parsed<T> | undefined {
  if (!isRecord(value) || value["format"] !== "swarmlane-inspect") return undefined;
  if (!types.some((type) => type === value["type"])) return undefined;
  return refuseVersion(value["version"], "the message") ?? readAs(shape, value);
}
