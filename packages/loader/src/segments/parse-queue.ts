/** Turns a caller's segment into plain data for the other thread. Pure. Throws a `TypeError` that names an invalid field. */
import { segmentKey, type SegmentInfo, type SegmentKey } from "@swarmlane/contract";
import type { SegmentLike } from "./segment.ts";

/** A queued segment: the caller's newest object for it, and its description for the other thread. */
export interface QueueEntry {
  readonly key: SegmentKey;
  readonly info: SegmentInfo;
  readonly segment: SegmentLike;
}

/** Parses the whole queue or throws. `where` in errors has the form `segments[3].url`. */
export function parseQueue(
  segments: unknown,
  streamSwarmId: unknown,
): { readonly entries: QueueEntry[]; readonly streamSwarmId: string } {
  if (!Array.isArray(segments)) throw new TypeError("segments: must be an array");
  if (typeof streamSwarmId !== "string") throw new TypeError("streamSwarmId: must be a string");
  const entries = segments.map((segment: unknown, index) => {
    const info = parseSegment(segment, streamSwarmId, `segments[${index}]`);
    return { key: segmentKey(info), info, segment: segment as SegmentLike };
  });
  return { entries, streamSwarmId };
}

export function parseSegment(segment: unknown, swarmId: string, where: string): SegmentInfo {
  if (typeof segment !== "object" || segment === null) {
    throw new TypeError(`${where}: must be a segment`);
  }
  const fields = segment as Record<keyof SegmentInfo, unknown>;
  const text = (field: keyof SegmentInfo): string | undefined => {
    const value = fields[field];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string") return value;
    throw new TypeError(`${where}.${field}: must be a string`);
  };
  const id = text("id");
  if (id === undefined) throw new TypeError(`${where}.id: is missing`);
  const url = text("url");
  if (url === undefined || url === "") throw new TypeError(`${where}.url: is missing`);
  const priority = fields.priority ?? 0;
  if (typeof priority !== "number" || Number.isNaN(priority)) {
    throw new TypeError(`${where}.priority: must be a number`);
  }
  const masterSwarmId = text("masterSwarmId") ?? "";
  return {
    id,
    url,
    masterSwarmId: masterSwarmId === "" ? swarmId : masterSwarmId,
    masterManifestUri: text("masterManifestUri") ?? "",
    streamId: text("streamId"),
    sequence: text("sequence") ?? id,
    range: text("range"),
    priority,
  };
}
