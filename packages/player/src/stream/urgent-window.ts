/** Computes how many seconds before it is needed a segment is requested from the origin at once. Pure. */
import type { Playhead } from "./player-stream.ts";
import type { Track } from "./upcoming.ts";

/** Seconds. */
const least = { recorded: 4, live: 1 };
const most = 15;
/** The number of expected download times that must fit into it, because peers may fail at the last moment. */
const downloads = 3;

/**
 * `bandwidth`: bits per second, if measured. A recorded stream: a segment and a half. A live stream: half of what is
 * buffered when the player has all but the newest segment. Steps of half a second, so that it changes seldom.
 */
export function urgentWindowOf(
  tracks: readonly Track[],
  { position }: Playhead,
  bandwidth: number | undefined,
): number {
  let seconds: number = 0;
  for (const { rendition, from, offset } of tracks) {
    const timing = rendition.timing();
    const duration = timing?.targetDuration ?? from.duration;
    const fetchTime = ((rendition.bandwidth ?? 0) * from.duration) / (bandwidth ?? Infinity);
    const isLive = timing !== undefined && timing.isLive && offset !== undefined;
    const behind = isLive ? timing.end + offset - position : 0;
    const usual = isLive
      ? Math.max(least.live, (behind - duration) / 2)
      : Math.max(least.recorded, 1.5 * duration);
    seconds = Math.max(seconds, usual, downloads * fetchTime);
  }
  return Math.ceil(Math.min(most, seconds) * 2) / 2;
}
