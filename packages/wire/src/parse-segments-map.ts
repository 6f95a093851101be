/**
 * Parses `m` of a segments map. Pure. Limits are checked before anything is split or stored, and strings are never repeated for
 * each segment. The cost and memory of a map therefore depend only on its bytes and entries, not on its names.
 */
import type { ErrorInfo, Limits } from "@swarmlane/contract";
import type { ByStream, SegmentChanges, SegmentsMap } from "./command.ts";

/** By their number on the wire. */
const inMap = ["loaded", "loading"] as const;
const inChanges = [...inMap, "gone"] as const;

export function parseSegmentsMap(m: unknown, limits: Limits): SegmentsMap | ErrorInfo {
  return parseEntries(m, inMap, limits);
}

/** Reads the changes that the extension sends in place of a whole map. They have the same form. */
export function parseChanges(m: unknown, limits: Limits): SegmentChanges | ErrorInfo {
  return parseEntries(m, inChanges, limits);
}

/** Segments in a map or in changes. */
export function countEntries(map: ByStream<unknown>): number {
  let count = 0;
  for (const sequences of map.values()) count += sequences.size;
  return count;
}

/**
 * `m` is `{ streamKey: ["sequence|sequence|…", [status, …]] }`.
 * A stream whose names and statuses do not pair up is left out: an honest 0.6.2 peer sends that when a
 * sequence holds a `|`. Everything else that is malformed is an error.
 */
function parseEntries<Status extends string>(
  m: unknown,
  statuses: readonly Status[],
  limits: Limits,
): ByStream<Status> | ErrorInfo {
  if (typeof m !== "object" || m === null || Array.isArray(m)) return malformed("not an object");
  // Uses a Map, because a peer can choose stream keys such as `constructor` and `__proto__`.
  const entries = Object.entries(m) as [string, unknown][];
  if (entries.length > limits.swarmsPerMap) return excess(`${entries.length} streams`);

  const streams = new Map<string, ReadonlyMap<string, Status>>();
  let listed = 0;
  for (const [stream, entry] of entries) {
    if (!isStreamEntry(entry)) return malformed("stream entry");
    const [names, codes] = entry;
    listed += codes.length;
    if (listed > limits.segmentsPerMap)
      return excess(`more than ${limits.segmentsPerMap} segments`);
    const sequences = names.split("|", codes.length + 1);
    if (sequences.length !== codes.length) continue;

    const longest = limits.idLength - stream.length - 1;
    const statusOf = new Map<string, Status>();
    for (let index = 0; index < sequences.length; index++) {
      const sequence = sequences[index] ?? "";
      const code = codes[index];
      const status = typeof code === "number" ? statuses[code] : undefined;
      if (status === undefined) return malformed("segment status");
      if (sequence.length > longest)
        return excess(`segment id of ${stream.length + 1 + sequence.length} characters`);
      statusOf.set(detach(sequence), status);
    }
    if (statusOf.size > 0) streams.set(stream, statusOf);
  }
  return streams;
}

/**
 * Returns a copy of the text. A substring keeps the whole string in memory, so a single name would keep a map of 256 KiB.
 * Engines copy strings of fewer than 13 characters anyway.
 */
function detach(part: string): string {
  return part.length < 13 ? part : ` ${part}`.slice(1);
}

function isStreamEntry(entry: unknown): entry is [string, unknown[]] {
  return (
    Array.isArray(entry) &&
    entry.length === 2 &&
    typeof entry[0] === "string" &&
    Array.isArray(entry[1])
  );
}

function malformed(what: string): ErrorInfo {
  return { code: "P2P_PROTOCOL_ERROR", message: `segments map: ${what}` };
}

function excess(what: string): ErrorInfo {
  return { code: "P2P_LIMIT_EXCEEDED", message: `segments map: ${what}` };
}
