/** How fast a running download is, when it ends at that speed, and whether that is in time. Pure. */
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

/** So much faster that it pays to begin with another peer. */
export const faster = 2;
/** ms from its first byte on, before which a transfer's speed says little. */
export const proving = 500;
/** The share of the time that there is in which a transfer has to end: a peer may become slower, because others ask it as well. */
const reliance = 0.7;

/** At its speed so far it ends before the segment is played. */
export function endsInTime(segment: SegmentView, now: number): boolean {
  return remainingOf(segment, now) <= reliance * (segment.dueAt - now);
}

/** It has had time to prove itself, and does not end in time. */
export function isLate(segment: SegmentView, now: number): boolean {
  const { attempt } = segment;
  if (attempt?.size === undefined || now - attempt.startedAt < proving) return false;
  return !endsInTime(segment, now);
}
