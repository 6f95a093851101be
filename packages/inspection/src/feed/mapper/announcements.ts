/** Tracks the announcements of peers as differences: sequences by stream. */
import type { SegmentName } from "@swarmlane/contract";
import { at, itemsOf } from "../look.ts";
import type { MapperContext } from "./mapper-context.ts";

type Status = "loaded" | "loading";
/** By stream, by sequence. */
export type Announced = ReadonlyMap<string, ReadonlyMap<string, Status>>;

export interface AnnouncementMapper {
  /** A whole map: the status of each sequence of each stream. */
  replace(peer: string, segments: unknown): void;
  /** Differences to it, including what is `gone`. */
  change(peer: string, changes: unknown): void;
  drop(peer: string): void;
  /** The peers that announced the segment as loaded. */
  holdersOf(segment: SegmentName): string[];
}

interface Changes {
  readonly loaded: string[];
  readonly loading: string[];
  readonly gone: string[];
}

export function createAnnouncementMapper({ say }: MapperContext): AnnouncementMapper {
  const known = new Map<string, Map<string, Map<string, Status>>>();

  function tell(peer: string, stream: string, changes: Iterable<readonly [string, string]>): void {
    const streams = known.get(peer) ?? new Map<string, Map<string, Status>>();
    known.set(peer, streams);
    const before = streams.get(stream) ?? new Map<string, Status>();
    const lists: Changes = { loaded: [], loading: [], gone: [] };
    let isNews = false;
    for (const [sequence, status] of changes) {
      const next = status === "loaded" || status === "loading" ? status : undefined;
      if (before.get(sequence) === next) continue;
      isNews = true;
      if (next === undefined) before.delete(sequence);
      else before.set(sequence, next);
      lists[next ?? "gone"].push(sequence);
    }
    if (before.size > 0) streams.set(stream, before);
    else streams.delete(stream);
    if (isNews) say({ type: "announce", peer, stream, ...lists });
  }

  return {
    replace(peer, segments) {
      const next = entriesOf(segments);
      for (const [stream, before] of [...(known.get(peer) ?? [])]) {
        const after = next.get(stream);
        const gone = [...before.keys()].filter((sequence) => after?.has(sequence) !== true);
        const left = gone.map((sequence) => [sequence, "gone"] as const);
        tell(peer, stream, [...left, ...(after ?? [])]);
        next.delete(stream);
      }
      for (const [stream, sequences] of next) tell(peer, stream, sequences);
    },
    change(peer, changes) {
      for (const [stream, sequences] of entriesOf(changes)) tell(peer, stream, sequences);
    },
    drop: (peer) => void known.delete(peer),
    holdersOf: ({ stream, sequence }) =>
      [...known]
        .filter(([, streams]) => streams.get(stream)?.get(sequence) === "loaded")
        .map(([peer]) => peer),
  };
}

function entriesOf(segments: unknown): Map<string, Map<string, string>> {
  const entries = new Map<string, Map<string, string>>();
  if (!(segments instanceof Map)) return entries;
  for (const [stream, sequences] of segments as Map<unknown, unknown>) {
    if (typeof stream !== "string" || !(sequences instanceof Map)) continue;
    const texts = [...(sequences as Map<unknown, unknown>)].filter(
      (entry): entry is [string, string] =>
        typeof entry[0] === "string" && typeof entry[1] === "string",
    );
    entries.set(stream, new Map(texts));
  }
  return entries;
}

/** The holders of queued segments, which is all that is known of maps that arrived before the feed. */
export function announcedBefore(
  view: unknown,
  segments: readonly SegmentName[],
): Map<string, Announced> {
  const holders = at(view, "holders");
  const found = new Map<string, Map<string, Map<string, Status>>>();
  if (typeof holders !== "function") return found;
  for (const segment of segments) {
    for (const peer of itemsOf(holders.call(view, segment))) {
      if (typeof peer !== "string") continue;
      const streams = found.get(peer) ?? new Map<string, Map<string, Status>>();
      const sequences = streams.get(segment.stream) ?? new Map<string, Status>();
      streams.set(segment.stream, sequences.set(segment.sequence, "loaded"));
      found.set(peer, streams);
    }
  }
  return found;
}
