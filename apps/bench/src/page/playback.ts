/** Watches a muted video: its start, its position and its stalls. Browser. */

export interface Playback {
  readonly video: HTMLVideoElement;
  /** ms from the creation of the watcher to the first moving picture. */
  startUp(): number | undefined;
  /** ms of each, including a stall that is not over. A stall lasts from a `waiting` event after the start until the picture moves again. */
  stalls(): number[];
}

export function watchPlayback(): Playback {
  const video = document.createElement("video");
  video.muted = true;
  video.autoplay = true;
  document.body.append(video);
  const made = performance.now();
  const stalls: number[] = [];
  let startUp: number | undefined;
  let stalled: { since: number; position: number } | undefined;

  video.addEventListener("timeupdate", () => {
    const now = performance.now();
    if (video.currentTime > 0 && !video.paused) startUp ??= now - made;
    if (stalled === undefined || video.currentTime <= stalled.position) return;
    stalls.push(now - stalled.since);
    stalled = undefined;
  });
  video.addEventListener("waiting", () => {
    if (startUp === undefined || video.ended) return;
    stalled ??= { since: performance.now(), position: video.currentTime };
  });
  video.addEventListener("ended", () => {
    stalled = undefined;
  });

  return {
    video,
    startUp: () => startUp,
    stalls: () => (stalled === undefined ? stalls : [...stalls, performance.now() - stalled.since]),
  };
}
