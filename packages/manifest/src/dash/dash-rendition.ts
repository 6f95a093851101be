/** One rendition of a DASH stream: the tracks with its id in all periods, one after the other. */
import { streamSwarmIdOf, toManifestSegment } from "../identity/segment-id.ts";
import { limits } from "../limits.ts";
import type { NotShared, Rendition } from "../rendition.ts";
import type { ManifestSegment } from "../segment.ts";
import { firstPosition } from "./segments/numbering.ts";
import type { Mpd } from "./mpd/mpd.ts";
import type { SegmentIndex } from "./segments/segment-index.ts";
import type { Track } from "./tracks/track.ts";

export interface DashRendition {
  readonly view: Rendition;
  /** The tracks of the newest manifest, in order. */
  tracks: readonly Track[];
  facts: DashFacts;
  /** Segments before this time may be other ones. Milliseconds on the presentation timeline. */
  certainFrom: number;
  toSegment(track: Track, position: number): ManifestSegment | undefined;
}

export interface DashFacts {
  readonly properties: Readonly<Record<string, string>>;
  readonly bandwidth: number | undefined;
}

export interface DashSurroundings {
  readonly swarmId: string;
  readonly mpd: Mpd;
  /** The host of the player's last request. */
  readonly preferredOrigin: string | undefined;
}

/** @param surroundings what the whole stream has in common, as of now */
export function createDashRendition(
  streamId: string,
  kind: Track["kind"],
  surroundings: () => DashSurroundings,
): DashRendition {
  const notShared: NotShared | undefined = kind === "main" || kind === "audio" ? undefined : "kind";
  const identity = () => ({ swarmId: surroundings().swarmId, streamId });

  function toSegment(track: Track, position: number): ManifestSegment | undefined {
    const segment = track.index?.at(position);
    if (segment === undefined) return undefined;
    const { mpd, preferredOrigin } = surroundings();
    const { milliseconds, startTime, duration, range } = segment;
    return toManifestSegment(identity(), {
      sequence: String(milliseconds),
      url: segment.url(preferredOrigin),
      range,
      startTime,
      duration,
      programDateTime: mpd.isDynamic ? mpd.availabilityStart + startTime * 1000 : undefined,
      discontinuity: track.periodNumber,
      isGap: false,
      isShared: notShared === undefined && milliseconds >= rendition.certainFrom,
    });
  }

  /** Tracks that already have segments, with the positions of those segments. */
  function listed() {
    return rendition.tracks.flatMap((track) => {
      if (track.index === undefined) return [];
      const positions = track.index.listed();
      return positions.end > positions.first ? [{ track, index: track.index, ...positions }] : [];
    });
  }

  const view: Rendition = {
    kind,
    streamId,
    notShared,
    get streamSwarmId() {
      return streamSwarmIdOf(identity());
    },
    get properties() {
      return rendition.facts.properties;
    },
    get bandwidth() {
      return rendition.facts.bandwidth;
    },
    timing() {
      if (rendition.tracks.every((track) => track.index === undefined)) return undefined;
      const { mpd } = surroundings();
      const all = listed();
      const [first] = all;
      const last = all.at(-1);
      const newest = last?.index.at(last.end - 1);
      const start = first?.index.at(first.first)?.startTime ?? 0;
      return {
        isLive: mpd.isDynamic,
        targetDuration: Math.max(
          (mpd.maxSegmentDuration ?? 0) / 1000,
          ...rendition.tracks.map((track) => track.longestSegment),
        ),
        start,
        end: newest === undefined ? start : newest.startTime + newest.duration,
        isLowLatency: rendition.tracks.some((track) => track.isChunked),
      };
    },
    segmentsFrom(sequence, count) {
      const from = Number(sequence);
      const segments: ManifestSegment[] = [];
      const wanted = Math.min(count, limits.segmentsPerCall);
      for (const { track, index, first, end } of listed()) {
        let position = firstPosition(
          { first, end },
          (middle) => millisecondsAt(index, middle) < from,
        );
        for (; position < end && segments.length < wanted; position++) {
          const segment = toSegment(track, position);
          if (segment !== undefined) segments.push(segment);
        }
        if (segments.length >= wanted) break;
      }
      return segments;
    },
    segmentAt(time) {
      for (const { track, index, first, end } of listed()) {
        const position = firstPosition({ first, end }, (middle) => {
          const segment = index.at(middle);
          return segment !== undefined && segment.startTime + segment.duration <= time;
        });
        if (position < end) return toSegment(track, position);
      }
      return undefined;
    },
  };

  const rendition: DashRendition = {
    view,
    tracks: [],
    facts: { properties: {}, bandwidth: undefined },
    certainFrom: -Infinity,
    toSegment,
  };
  return rendition;
}

function millisecondsAt(index: SegmentIndex, position: number): number {
  return index.at(position)?.milliseconds ?? Infinity;
}
