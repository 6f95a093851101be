/** Recognizes what a storage hands out: it may be the caller's own and return anything. Either thread. */
import type { LoadedSegment, SegmentInfo } from "@swarmlane/contract";

export function isSegmentInfo(value: unknown): value is SegmentInfo {
  if (!isRecord(value)) return false;
  return (
    typeof value["id"] === "string" &&
    typeof value["url"] === "string" &&
    typeof value["masterSwarmId"] === "string" &&
    typeof value["sequence"] === "string" &&
    isOptionalString(value["streamId"]) &&
    isOptionalString(value["range"])
  );
}

/** An empty segment is none: it would be announced and served as nothing. */
export function isLoadedSegment(value: unknown): value is LoadedSegment {
  if (!isRecord(value)) return false;
  const data = value["data"];
  return isSegmentInfo(value["info"]) && data instanceof ArrayBuffer && data.byteLength > 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isOptionalString(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}
