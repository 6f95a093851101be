/** Writes what the video element does into the report: start, progress, stalls. Browser. */
import type { PlaybackReport } from "./viewer-report.ts";

/** A stall is a `waiting` after the start, until the picture moves again. */
export function recordPlayback(video: HTMLVideoElement, playback: PlaybackReport): void {
  const progress = () => {
    const now = performance.now();
    if (playback.startTime === undefined && video.currentTime > 0 && !video.paused) {
      playback.startTime = now;
      playback.startPosition = video.currentTime;
    }
    if (playback.stalledSince !== undefined && video.currentTime > playback.position) {
      playback.stalls.push({
        position: playback.position,
        duration: now - playback.stalledSince,
      });
      playback.stalledSince = undefined;
    }
    playback.position = video.currentTime;
    playback.positionTime = now;
    playback.height = video.videoHeight;
  };
  video.addEventListener("timeupdate", progress);
  video.addEventListener("waiting", () => {
    if (playback.startTime === undefined || video.ended) return;
    playback.position = video.currentTime;
    playback.stalledSince ??= performance.now();
  });
}
