/** Reads buffer, quality and stalls from the media element, without changing it. */
export interface Playback {
  readonly position: number;
  /** NaN until known, Infinity when live. Seconds. */
  readonly duration: number;
  /** Seconds that can be played without another byte. */
  readonly buffer: number;
  /** `270p, 360 kbit/s`; empty until a quality plays. */
  readonly quality: string;
  readonly stalls: number;
  readonly state: "starting" | "playing" | "paused" | "stalled" | "ended";
}

export function watchPlayback(video: HTMLVideoElement, quality: () => string): () => Playback {
  let stalls = 0;
  let waiting = false;
  let started = false;
  video.addEventListener("playing", () => {
    started = true;
    waiting = false;
  });
  video.addEventListener("waiting", () => {
    waiting = true;
    // The first wait is the start, and waiting after a seek is normal.
    if (started && !video.seeking) stalls++;
  });

  const state = () => {
    if (video.ended) return "ended";
    if (!started) return "starting";
    if (video.paused) return "paused";
    return waiting ? "stalled" : "playing";
  };

  return () => ({
    position: video.currentTime,
    duration: video.duration,
    buffer: bufferAhead(video),
    quality: quality(),
    stalls,
    state: state(),
  });
}

function bufferAhead({ buffered, currentTime }: HTMLVideoElement): number {
  for (let index = 0; index < buffered.length; index++) {
    const end = buffered.end(index);
    if (buffered.start(index) <= currentTime + 0.1 && currentTime <= end) return end - currentTime;
  }
  return 0;
}
