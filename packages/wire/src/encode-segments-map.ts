/** Encodes our segments map as one frame that every 0.6.2 peer can parse and that fits every browser's message size. Pure. */
import {
  type Limits,
  type SegmentInfo,
  streamKey,
  wireSegmentId,
  type WireSegmentId,
} from "@swarmlane/contract";
import { commandCodes } from "./command.ts";
import { encodeText } from "./text.ts";

export interface MapContent {
  /** Oldest first, as stores list them. */
  readonly loaded: readonly SegmentInfo[];
  readonly loadingByHttp: readonly SegmentInfo[];
}

export interface MapEntry {
  readonly stream: string;
  readonly sequence: string;
  /** 0: loaded. 1: being loaded over HTTP. 2, in changes only: no longer held or loaded. */
  readonly status: 0 | 1 | 2;
}

/** What is announced, by wire id. */
export type MapEntries = ReadonlyMap<WireSegmentId, MapEntry>;

/**
 * Leaves out ids that a 0.6.2 peer cannot parse or send back (see `canAnnounce`). If the map exceeds `mapBytesOut`,
 * `segmentsPerMap` or `swarmsPerMap`, the oldest loaded segments are left out first, because peers need the newest.
 */
export function listEntries(content: MapContent, limits: Limits): MapEntries {
  return new Map(withinLimits(entriesOf(content, limits), limits));
}

export function encodeSegmentsMap(entries: MapEntries): Uint8Array<ArrayBuffer> {
  return encodeText(JSON.stringify({ c: commandCodes.map, m: toFields(entries) }));
}

/**
 * Tells a Swarmlane peer which segments other peers are delivering to us. With status 0, the segment may already be requested
 * from us.
 */
export function encodeComing(entries: MapEntries): Uint8Array<ArrayBuffer> {
  return encodeText(JSON.stringify({ c: commandCodes.coming, m: toFields(entries) }));
}

/** The changes for a Swarmlane peer that has the previous map. `from` and `to` are `hashOf` the whole encoded maps. */
export function encodeChanges(
  before: MapEntries,
  after: MapEntries,
  from: number,
  to: number,
): Uint8Array<ArrayBuffer> {
  const changes = new Map<WireSegmentId, MapEntry>();
  for (const [id, entry] of after)
    if (before.get(id)?.status !== entry.status) changes.set(id, entry);
  for (const [id, entry] of before) if (!after.has(id)) changes.set(id, { ...entry, status: 2 });
  return encodeText(
    JSON.stringify({ c: commandCodes.changes, f: from, t: to, m: toFields(changes) }),
  );
}

function toFields(entries: MapEntries): unknown {
  const streams = new Map<string, [string[], number[]]>();
  for (const entry of entries.values()) {
    const found = streams.get(entry.stream);
    const [names, statuses] = found ?? [[], []];
    if (found === undefined) streams.set(entry.stream, [names, statuses]);
    names.push(entry.sequence);
    statuses.push(entry.status);
  }
  const joined = [...streams].map(([key, [names, statuses]]) => [key, [names.join("|"), statuses]]);
  return Object.fromEntries(joined) as unknown;
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
function entriesOf(content: MapContent, limits: Limits): [WireSegmentId, MapEntry][] {
  const entries = new Map<WireSegmentId, MapEntry>();
  const add = (segment: SegmentInfo, status: 0 | 1): void => {
    const id = wireSegmentId(segment);
    if (entries.has(id) || !canAnnounce(segment, limits)) return;
    entries.set(id, { stream: streamKey(segment), sequence: segment.sequence, status });
  };
  for (const segment of content.loaded) add(segment, 0);
  for (const segment of content.loadingByHttp) add(segment, 1);
  return [...entries];
}

/** Walks from the most to the least valuable, keeps what fits, and restores the order. */
function withinLimits(
  entries: [WireSegmentId, MapEntry][],
  limits: Limits,
): [WireSegmentId, MapEntry][] {
  const kept: [WireSegmentId, MapEntry][] = [];
  const streams = new Set<string>();
  let bytes = `{"c":${commandCodes.map},"m":{}}`.length;
  for (const [id, entry] of entries.reverse()) {
    // `sequence|` and `0,`; for a new stream also `"key":["",[]],`
    let cost = jsonBytes(entry.sequence) + 3;
    if (!streams.has(entry.stream)) cost += jsonBytes(entry.stream) + 11;
    const isNewStreamTooMany = !streams.has(entry.stream) && streams.size >= limits.swarmsPerMap;
    if (isNewStreamTooMany) continue;
    if (kept.length >= limits.segmentsPerMap || bytes + cost > limits.mapBytesOut) break;
    streams.add(entry.stream);
    bytes += cost;
    kept.push([id, entry]);
  }
  return kept.reverse();
}

/** Bytes of a string inside JSON, without its quotes. */
function jsonBytes(text: string): number {
  return encodeText(JSON.stringify(text)).byteLength - 2;
}
