/** Watches a muted video: when it began, where it is, when it stood still. Browser. */

export interface Playback {
  readonly video: HTMLVideoElement;
  /** ms from the making of this to the first picture that moved. */
  startUp(): number | undefined;
  /** ms of each, the one that lasts included. A stall is a `waiting` after the start, until the picture moves again. */
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
