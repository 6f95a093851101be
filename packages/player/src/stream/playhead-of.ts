/** The position of a media element, as far as its next segment is concerned. */
import type { Playhead } from "./player-stream.ts";

/** The part of an `HTMLMediaElement` that is used. */
export interface MediaElement {
  readonly currentTime: number;
  readonly playbackRate: number;
  readonly buffered: Ranges;
  readonly played: Ranges;
}

interface Ranges {
  readonly length: number;
  start(index: number): number;
  end(index: number): number;
}

/** Seconds. Players jump over gaps of this size, and encoders leave them at the start. */
const smallGap = 0.5;

/**
 * If nothing is buffered at its position, the element waits for the next segment. Before it has played, the buffered range
 * shows where it will play, because players seek there afterwards.
 */
export function playheadOf(media: MediaElement | null): Playhead {
  if (media === null) return { position: 0, rate: 1, isWaiting: true };
  const { currentTime: position, playbackRate: rate, buffered, played } = media;
  const hasPlayed = played.length > 0;
  const common = { position, rate, hasPlayed };
  for (let index = 0; index < buffered.length; index += 1) {
    const isInside = buffered.start(index) - smallGap <= position && position < buffered.end(index);
    if (isInside) return common;
  }
  const willPlayAt = !hasPlayed && buffered.length > 0 ? buffered.start(0) : undefined;
  if (willPlayAt !== undefined) return { ...common, position: willPlayAt };
  return { ...common, isWaiting: true };
}
