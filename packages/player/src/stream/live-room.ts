/**
 * Chooses the position in a live stream that makes sharing possible. Pure.
 *
 * A player close to the live edge needs each segment as soon as it exists, and so does every other player, so that all of
 * them load it from the origin. Room is the time between the moment at which a segment exists and the moment at which it is
 * needed.
 */
import type { RenditionTiming } from "@swarmlane/manifest";

export interface LiveRoom {
  /** Seconds behind the live edge. */
  readonly latency: number;
  /** Seconds that the player may have buffered: one segment short of the edge. */
  readonly buffer: number;
}

/** Seconds. A viewer who is further behind than this notices. */
const furthest = 60;
/** The minimum number of segments in a window that makes this useful. */
const fewestSegments = 4;

/** Returns a position as far behind the live edge as the window allows, or undefined if there is no room. */
export function liveRoomOf(timing: RenditionTiming | undefined): LiveRoom | undefined {
  if (timing === undefined || !timing.isLive || timing.isLowLatency) return undefined;
  const { start, end, targetDuration } = timing;
  const window = end - start;
  if (window < fewestSegments * targetDuration) return undefined;
  const latency = Math.min(window - targetDuration, furthest);
  return { latency, buffer: latency - targetDuration };
}
