/** Our SegmentsMap, as one frame that every 0.6.2 peer can parse and that fits every browser's message size. Pure. */
import { type Limits, type SegmentInfo, streamKey, wireSegmentId } from "@swarmlane/contract";
import { commandCodes } from "./command.ts";
import { encodeText } from "./text.ts";

export interface MapContent {
  /** Oldest first, as stores list them. */
  readonly loaded: readonly SegmentInfo[];
  readonly loadingByHttp: readonly SegmentInfo[];
}

interface Entry {
  readonly stream: string;
  readonly sequence: string;
  readonly status: 0 | 1;
}

/**
 * Leaves out what a 0.6.2 peer cannot parse or send back (see `canAnnounce`). Over `mapBytesOut`,
 * `segmentsPerMap` or `swarmsPerMap` the oldest loaded segments go first: peers play what is newest.
 */
export function encodeSegmentsMap(content: MapContent, limits: Limits): Uint8Array<ArrayBuffer> {
  const streams = new Map<string, [string[], number[]]>();
  for (const entry of withinLimits(entriesOf(content, limits), limits)) {
    const found = streams.get(entry.stream);
    const [names, statuses] = found ?? [[], []];
    if (found === undefined) streams.set(entry.stream, [names, statuses]);
    names.push(entry.sequence);
    statuses.push(entry.status);
  }
  const joined = [...streams].map(([key, [names, statuses]]) => [key, [names.join("|"), statuses]]);
  return encodeText(
    JSON.stringify({ c: commandCodes.map, m: Object.fromEntries(joined) as unknown }),
  );
}

/** Whether 0.6.2 reads back the same id: it splits sequences at `|` and keys a plain object by stream. */
export function canAnnounce(segment: SegmentInfo, limits: Limits): boolean {
  return (
    !segment.sequence.includes("|") &&
    streamKey(segment) !== "__proto__" &&
    wireSegmentId(segment).length <= limits.idLength
  );
}

/** In the order of 0.6.2: loaded, then loading. A segment that is both counts as loaded. */
function entriesOf(content: MapContent, limits: Limits): Entry[] {
  const entries = new Map<string, Entry>();
  const add = (segment: SegmentInfo, status: 0 | 1): void => {
    const id = wireSegmentId(segment);
    if (entries.has(id) || !canAnnounce(segment, limits)) return;
    entries.set(id, { stream: streamKey(segment), sequence: segment.sequence, status });
  };
  for (const segment of content.loaded) add(segment, 0);
  for (const segment of content.loadingByHttp) add(segment, 1);
  return [...entries.values()];
}

/** Walks from the most to the least valuable, keeps what fits, and restores the order. */
function withinLimits(entries: Entry[], limits: Limits): Entry[] {
  const kept: Entry[] = [];
  const streams = new Set<string>();
  let bytes = `{"c":${commandCodes.map},"m":{}}`.length;
  for (const entry of entries.reverse()) {
    // `sequence|` and `0,`; for a new stream also `"key":["",[]],`
    let cost = jsonBytes(entry.sequence) + 3;
    if (!streams.has(entry.stream)) cost += jsonBytes(entry.stream) + 11;
    const isNewStreamTooMany = !streams.has(entry.stream) && streams.size >= limits.swarmsPerMap;
    if (isNewStreamTooMany) continue;
    if (kept.length >= limits.segmentsPerMap || bytes + cost > limits.mapBytesOut) break;
    streams.add(entry.stream);
    bytes += cost;
    kept.push(entry);
  }
  return kept.reverse();
}

/** Bytes of a string inside JSON, without its quotes. */
function jsonBytes(text: string): number {
  return encodeText(JSON.stringify(text)).byteLength - 2;
}
