/**
 * Where to play a live stream so that there is something to share. Pure.
 *
 * A player that sits close to the live edge wants each segment the moment it exists, and then so does every other
 * player: all of them load it from the origin. Room is the time between the moment at which a segment exists and the
 * moment at which it is needed.
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
/** Segments that a window needs for any of it to be of use. */
const fewestSegments = 4;

/** As far behind the edge as the window allows. Undefined where there is no room, or nothing to choose. */
export function liveRoomOf(timing: RenditionTiming | undefined): LiveRoom | undefined {
  if (timing === undefined || !timing.isLive || timing.isLowLatency) return undefined;
  const { start, end, targetDuration } = timing;
  const window = end - start;
  if (window < fewestSegments * targetDuration) return undefined;
  const latency = Math.min(window - targetDuration, furthest);
  return { latency, buffer: latency - targetDuration };
}
