/** Reads `m` of a SegmentsMap. Pure. Bounded by limits before anything is split or stored (threats T6, B21). */
import type { ErrorInfo, Limits, WireSegmentId } from "@swarmlane/contract";
import type { SegmentChanges, SegmentsMap } from "./command.ts";

/** By their number on the wire. */
const inMap = ["loaded", "loading"] as const;
const inChanges = [...inMap, "gone"] as const;

export function parseSegmentsMap(m: unknown, limits: Limits): SegmentsMap | ErrorInfo {
  return parseEntries(m, inMap, limits);
}

/** What the extension says instead of the whole map; of the same form. */
export function parseChanges(m: unknown, limits: Limits): SegmentChanges | ErrorInfo {
  return parseEntries(m, inChanges, limits);
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
): ReadonlyMap<WireSegmentId, Status> | ErrorInfo {
  if (typeof m !== "object" || m === null || Array.isArray(m)) return malformed("not an object");
  // A Map throughout: stream keys such as `constructor` and `__proto__` are a peer's to choose.
  const streams = Object.entries(m);
  if (streams.length > limits.swarmsPerMap) return excess(`${streams.length} streams`);

  const segments = new Map<WireSegmentId, Status>();
  let listed = 0;
  for (const [streamKey, entry] of streams as [string, unknown][]) {
    if (!isStreamEntry(entry)) return malformed("stream entry");
    const [names, codes] = entry;
    listed += codes.length;
    if (listed > limits.segmentsPerMap)
      return excess(`more than ${limits.segmentsPerMap} segments`);
    const sequences = names.split("|", codes.length + 1);
    if (sequences.length !== codes.length) continue;

    for (const [index, sequence] of sequences.entries()) {
      const code = codes[index];
      const status = typeof code === "number" ? statuses[code] : undefined;
      if (status === undefined) return malformed("segment status");
      const id = `${streamKey}+${sequence}`;
      if (id.length > limits.idLength) return excess(`segment id of ${id.length} characters`);
      segments.set(id as WireSegmentId, status);
    }
  }
  return segments;
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
