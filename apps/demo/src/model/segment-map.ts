/** Keeps the state of each segment with its reason and its source, for a limited number of segments. Pure. */
import {
  segmentKey,
  type DownloadMethod,
  type SegmentInfo,
  type SegmentState,
} from "@swarmlane/contract";

/** The limit, because a live stream has no end. The oldest segments are removed. */
export const rememberedSegments = 120;
const rememberedChanges = 50;

/** The part of a 0.6 segment that the map needs. */
export type MappedSegment = Pick<SegmentInfo, "id" | "url" | "range" | "streamId" | "sequence">;

export interface SegmentCell {
  readonly key: string;
  readonly segment: MappedSegment;
  readonly state: SegmentState;
  readonly reason: string;
  /** The source of the bytes, once they have arrived. */
  readonly source: DownloadMethod | undefined;
}

export interface SegmentChange {
  readonly at: Date;
  readonly cell: SegmentCell;
}

/** The segments of one quality, in the order in which they play. */
export interface SegmentRow {
  /** Empty when the stream has only one quality. */
  readonly streamId: string;
  readonly cells: readonly SegmentCell[];
}

export interface SegmentMap {
  change(segment: MappedSegment, state: SegmentState, reason: string): void;
  /** The player aborted the segment. A cached segment stays cached. */
  abort(segment: MappedSegment): void;
  /** Marks where a loaded segment came from. */
  load(segment: MappedSegment, source: DownloadMethod): void;
  rows(): readonly SegmentRow[];
  /** Newest first. */
  changes(): readonly SegmentChange[];
}

export function createSegmentMap(now: () => Date): SegmentMap {
  const cells = new Map<string, SegmentCell>();
  const changes: SegmentChange[] = [];

  const put = (cell: SegmentCell) => {
    cells.set(cell.key, cell);
    if (cells.size > rememberedSegments) forgetOldest(cells);
  };

  const remember = (cell: SegmentCell) => {
    changes.unshift({ at: now(), cell });
    changes.length = Math.min(changes.length, rememberedChanges);
  };

  const change: SegmentMap["change"] = (segment, state, reason) => {
    const key = segmentKey(segment);
    const source = state === "cached" ? cells.get(key)?.source : undefined;
    const cell = { key, segment, state, reason, source };
    const isKnown = state === "cached" && cells.get(key)?.state === state;
    put(cell);
    if (!isKnown) remember(cell);
  };

  return {
    change,
    abort: (segment) => {
      const state = cells.get(segmentKey(segment))?.state;
      if (state === "cached" || state === "aborted") return;
      change(segment, "aborted", "the player asked for other segments");
    },
    load: (segment, source) => {
      const key = segmentKey(segment);
      const before = cells.get(key);
      // 0.6.2 does not report states. All that is known is that the segment was loaded.
      const reason =
        before?.reason ?? (source === "p2p" ? "loaded from a peer" : "loaded over HTTP");
      const cell: SegmentCell = { key, segment, state: "cached", reason, source };
      put(cell);
      if (before?.state !== "cached") remember(cell);
    },
    rows: () => {
      const streams = new Map<string, SegmentCell[]>();
      for (const cell of cells.values()) {
        const streamId = cell.segment.streamId ?? "";
        streams.set(streamId, [...(streams.get(streamId) ?? []), cell]);
      }
      return [...streams]
        .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
        .map(([streamId, row]) => ({ streamId, cells: row.sort(bySequence) }));
    },
    changes: () => changes,
  };
}

function bySequence(a: SegmentCell, b: SegmentCell): number {
  return a.segment.sequence.localeCompare(b.segment.sequence, "en", { numeric: true });
}

function forgetOldest(cells: Map<string, SegmentCell>): void {
  const [oldest] = cells.keys();
  if (oldest !== undefined) cells.delete(oldest);
}
