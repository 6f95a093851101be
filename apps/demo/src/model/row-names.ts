/** The names of the rows in the segment map: the quality, or the kind of rendition. Pure. */
import type { SegmentRow } from "./segment-map.ts";

/** By stream id. */
export type RowNames = ReadonlyMap<string, string>;

/** docs/identity.md#stream-id: the kind is a part of it. */
const kinds: Readonly<Record<string, string>> = { main: "Video", audio: "Audio" };

/** `qualityOf`: `270p`; undefined when the player does not know. */
export function nameRows(
  rows: readonly SegmentRow[],
  qualityOf: (row: SegmentRow) => string | undefined,
): RowNames {
  return new Map(rows.map((row) => [row.streamId, qualityOf(row) ?? kindOf(row.streamId)]));
}

function kindOf(streamId: string): string {
  const kind = /^v\d+-([a-z]+)-/.exec(streamId)?.[1] ?? "";
  return kinds[kind] ?? (streamId || "Single quality");
}
