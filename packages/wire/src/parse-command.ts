/** From a frame's JSON to a typed command. Pure. Every field is checked before it is believed. */
import type { ErrorInfo, Limits, WireSegmentId } from "@swarmlane/contract";
import { commandCodes, type WireCommand } from "./command.ts";
import { parseSegmentsMap } from "./parse-segments-map.ts";

export type ParsedCommand =
  | { readonly kind: "command"; readonly command: WireCommand }
  | { readonly kind: "error"; readonly error: ErrorInfo };

/** Undefined when `value` is no command at all: 0.6.2 ignores such JSON. */
export function parseCommand(value: unknown, limits: Limits): ParsedCommand | undefined {
  if (!isRecord(value)) return undefined;
  const code = value["c"];
  if (typeof code !== "number" || !Number.isSafeInteger(code)) return undefined;

  switch (code) {
    case commandCodes.data:
      return withId(value, limits, (id) => {
        const size = value["s"];
        return isSegmentSize(size, limits)
          ? found({ type: "data", id, size })
          : failed("P2P_PROTOCOL_ERROR", `segment size ${describe(size)}`);
      });
    case commandCodes.absent:
      return withId(value, limits, (id) => found({ type: "absent", id }));
    case commandCodes.request:
      return withId(value, limits, (id) => found({ type: "request", id }));
    case commandCodes.cancel:
      return withId(value, limits, (id) => found({ type: "cancel", id }));
    case commandCodes.map: {
      const parsed = parseSegmentsMap(value["m"], limits);
      return "code" in parsed
        ? { kind: "error", error: parsed }
        : found({ type: "map", segments: parsed });
    }
    default:
      return found({ type: "unknown", code });
  }
}

/** Whether a header's `s` may be believed so far as to start a transfer (threats T5). */
function isSegmentSize(size: unknown, limits: Limits): size is number {
  return (
    typeof size === "number" &&
    Number.isSafeInteger(size) &&
    size >= 1 &&
    size <= limits.segmentBytes
  );
}

function withId(
  value: Record<string, unknown>,
  limits: Limits,
  next: (id: WireSegmentId) => ParsedCommand,
): ParsedCommand {
  const id = value["i"];
  if (typeof id !== "string") return failed("P2P_PROTOCOL_ERROR", `segment id ${describe(id)}`);
  if (id.length > limits.idLength)
    return failed("P2P_LIMIT_EXCEEDED", `segment id of ${id.length} characters`);
  return next(id as WireSegmentId);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Short, whatever a peer put there. */
function describe(value: unknown): string {
  return typeof value === "number" ? String(value) : `of type ${typeof value}`;
}

function found(command: WireCommand): ParsedCommand {
  return { kind: "command", command };
}

function failed(code: ErrorInfo["code"], message: string): ParsedCommand {
  return { kind: "error", error: { code, message } };
}
