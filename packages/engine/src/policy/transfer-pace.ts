/** How fast a running download is, and when it ends at that speed. Pure. */
import type { SegmentView } from "./policy-view.ts";

/** Bytes per millisecond. */
export function speedOf({ attempt }: SegmentView, now: number): number {
  return attempt === undefined ? 0 : attempt.bytes / Math.max(1, now - attempt.startedAt);
}

/** ms until it ends at its speed so far; Infinity before its first bytes. */
export function remainingOf({ attempt }: SegmentView, now: number): number {
  if (attempt?.size === undefined || attempt.bytes === 0) return Infinity;
  return ((attempt.size - attempt.bytes) * (now - attempt.startedAt)) / attempt.bytes;
}
