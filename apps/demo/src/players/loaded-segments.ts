/**
 * The segments that a player has reported, with their quality, and the one that is playing. For players that report each segment,
 * but not which one is playing. Keeps a limited number.
 */
import { rememberedSegments, type SegmentCell, type SegmentRow } from "../model/segment-map.ts";

export interface LoadedSegment {
  readonly url: string;
  /** `bytes=0-99`; undefined: the whole file. */
  readonly range: string | undefined;
  readonly kind: "video" | "audio";
  /** Seconds, on the timeline of the media element. */
  readonly start: number;
  readonly end: number;
  /** Pixels; undefined of audio, and when it is not known. */
  readonly height: number | undefined;
}

export interface LoadedSegments {
  add(segment: LoadedSegment): void;
  qualityOf(row: SegmentRow): string | undefined;
  isPlaying(cell: SegmentCell): boolean;
}

/** `position`: of the playhead, in seconds. */
export function createLoadedSegments(position: () => number): LoadedSegments {
  const loaded = new Map<string, LoadedSegment>();
  const keyOf = ({ url, range }: Pick<LoadedSegment, "url" | "range">) => `${url} ${range ?? ""}`;
  const find = ({ segment: { url, range } }: SegmentCell) => loaded.get(keyOf({ url, range }));

  return {
    add(segment) {
      const key = keyOf(segment);
      // Deleted first, so that it is the newest.
      loaded.delete(key);
      loaded.set(key, segment);
      const [oldest] = loaded.keys();
      if (loaded.size > rememberedSegments && oldest !== undefined) loaded.delete(oldest);
    },
    qualityOf({ cells }) {
      const height = cells.map(find).find((segment) => segment?.height !== undefined)?.height;
      return height === undefined ? undefined : `${height}p`;
    },
    isPlaying(cell) {
      const segment = find(cell);
      if (segment === undefined) return false;
      const now = position();
      // After a switch of quality the newest one is in the buffer.
      const playing = [...loaded.values()]
        .filter(({ kind, start, end }) => kind === segment.kind && start <= now && now < end)
        .at(-1);
      return playing === segment;
    },
  };
}
