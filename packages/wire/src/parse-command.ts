/** Turns a frame's JSON into a typed command. Pure. Every field is checked before it is used. */
import type { ErrorInfo, Limits, WireSegmentId } from "@swarmlane/contract";
import { commandCodes, type WireCommand } from "./command.ts";
import { parseChanges, parseSegmentsMap } from "./parse-segments-map.ts";

export type ParsedCommand =
  | { readonly kind: "command"; readonly command: WireCommand }
  | { readonly kind: "error"; readonly error: ErrorInfo };

/**
 * Returns undefined if `value` is not a command. 0.6.2 ignores such JSON.
 * `numbered`: the peer uses the extension, and every command about a segment has the number of its request.
 */
export function parseCommand(
  value: unknown,
  limits: Limits,
  numbered: boolean,
): ParsedCommand | undefined {
  if (!isRecord(value)) return undefined;
  const code = value["c"];
  if (typeof code !== "number" || !Number.isSafeInteger(code)) return undefined;

  switch (code) {
    case commandCodes.data:
      if (numbered)
        return failed("P2P_PROTOCOL_ERROR", "a data command, although numbered pieces need none");
      return aboutSegment(value, limits, numbered, (about) => {
        const size = value["s"];
        return isSegmentSize(size, limits)
          ? found({ type: "data", ...about, size })
          : failed("P2P_PROTOCOL_ERROR", `segment size ${describe(size)}`);
      });
    case commandCodes.absent:
      return aboutSegment(value, limits, numbered, (about) =>
        found({ type: "absent", ...about, ...(numbered && value["b"] === 1 && { isBusy: true }) }),
      );
    case commandCodes.request:
      return aboutSegment(value, limits, numbered, (about) =>
        numbered ? parseRange(value, about, limits) : found({ type: "request", ...about }),
      );
    case commandCodes.cancel:
      return aboutSegment(value, limits, numbered, (about) => found({ type: "cancel", ...about }));
    case commandCodes.map:
      return parseMapCommand("map", value, limits);
    case commandCodes.hello:
      return parseHello(value["v"]);
  }
  return (
    (numbered ? parseExtension(code, value, limits) : undefined) ?? found({ type: "unknown", code })
  );
}

/** Commands that only Swarmlane peers send to each other. */
function parseExtension(
  code: number,
  value: Record<string, unknown>,
  limits: Limits,
): ParsedCommand | undefined {
  switch (code) {
    case commandCodes.changes:
      return parseChangesCommand(value, limits);
    case commandCodes.resend:
      return found({ type: "resend" });
    case commandCodes.coming:
      return parseMapCommand("coming", value, limits);
    default:
      return undefined;
  }
}

function parseMapCommand(
  type: "map" | "coming",
  value: Record<string, unknown>,
  limits: Limits,
): ParsedCommand {
  const parsed = parseSegmentsMap(value["m"], limits);
  return "code" in parsed ? { kind: "error", error: parsed } : found({ type, segments: parsed });
}

/** `v` is `[lowest, highest]`, in all versions to come. */
function parseHello(versions: unknown): ParsedCommand {
  const [lowest, highest] = Array.isArray(versions) ? (versions as unknown[]) : [];
  return isUint32(lowest) && isUint32(highest) && lowest <= highest
    ? found({ type: "hello", lowest, highest })
    : failed("P2P_PROTOCOL_ERROR", "versions of a greeting");
}

function parseChangesCommand(value: Record<string, unknown>, limits: Limits): ParsedCommand {
  const { f: from, t: to } = value;
  if (!isUint32(from) || !isUint32(to))
    return failed("P2P_PROTOCOL_ERROR", "hash of a segments map");
  const changes = parseChanges(value["m"], limits);
  return "code" in changes
    ? { kind: "error", error: changes }
    : found({ type: "changes", from, to, changes });
}

/** The first byte that is wanted, and the size that the segment must have. */
function parseRange(
  { o: offset = 0, s: size }: Record<string, unknown>,
  about: About,
  limits: Limits,
): ParsedCommand {
  if (offset === 0) return found({ type: "request", ...about, offset });
  return isUint32(offset) && isSegmentSize(size, limits) && offset < size
    ? found({ type: "request", ...about, offset, size })
    : failed("P2P_PROTOCOL_ERROR", `a request from byte ${describe(offset)} of ${describe(size)}`);
}

/** Whether a header's `s` is a size for which a transfer may start: a peer may send any JSON value there. */
function isSegmentSize(size: unknown, limits: Limits): size is number {
  return isUint32(size) && size >= 1 && size <= limits.segmentBytes;
}

interface About {
  readonly id: WireSegmentId;
  readonly number?: number;
}

function aboutSegment(
  value: Record<string, unknown>,
  limits: Limits,
  numbered: boolean,
  next: (about: About) => ParsedCommand,
): ParsedCommand {
  const { i: id, r: number } = value;
  if (typeof id !== "string") return failed("P2P_PROTOCOL_ERROR", `segment id ${describe(id)}`);
  if (id.length > limits.idLength)
    return failed("P2P_LIMIT_EXCEEDED", `segment id of ${id.length} characters`);
  if (!numbered) return next({ id: id as WireSegmentId });
  return isUint32(number)
    ? next({ id: id as WireSegmentId, number })
    : failed("P2P_PROTOCOL_ERROR", `request number ${describe(number)}`);
}

function isUint32(value: unknown): value is number {
  return typeof value === "number" && value >>> 0 === value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Describes a value in a short text, whatever a peer sent. */
function describe(value: unknown): string {
  return typeof value === "number" ? String(value) : `of type ${typeof value}`;
}

function found(command: WireCommand): ParsedCommand {
  return { kind: "command", command };
}

function failed(code: ErrorInfo["code"], message: string): ParsedCommand {
  return { kind: "error", error: { code, message } };
}
