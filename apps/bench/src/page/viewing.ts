/** What a viewer's page records during playback, for any player and loader: creates `window.viewer`. Browser. */
import { watchPlayback, type Playback } from "./playback.ts";
import type { ViewerNote, ViewerOptions } from "./viewer-page.ts";

export interface Viewing {
  readonly video: HTMLVideoElement;
  delivered(url: string, source: "http" | "p2p"): void;
  /** Playback reached the segment. */
  reached(url: string): void;
  downloaded(source: "http" | "p2p", bytes: number): void;
  /** `url`: of a segment, or "". */
  note(url: string, what: string, reason?: string): void;
  fail(what: string): void;
}

/** `play` creates player and loader when the workload asks for it. */
export function offerViewer(play: (options: ViewerOptions, viewing: Viewing) => void): void {
  let playback: Playback;
  let started = 0;
  const bytes = { http: 0, p2p: 0 };
  const notes: ViewerNote[] = [];
  const errors: string[] = [];
  const played = new Set<string>();

  const note: Viewing["note"] = (url, what, reason = "") => {
    notes.push({ at: performance.now() - started, segment: nameOf(url), what, reason });
  };

  window.viewer = {
    start: (options) => {
      started = performance.now();
      playback = watchPlayback();
      play(options, {
        video: playback.video,
        delivered: (url, source) => note(url, source),
        reached: (url) => void played.add(nameOf(url)),
        downloaded: (source, count) => {
          bytes[source] += count;
        },
        note,
        fail: (what) => void errors.push(what),
      });
    },
    report: () => ({
      startUp: playback.startUp(),
      position: playback.video.currentTime,
      ended: playback.video.ended,
      stalls: playback.stalls(),
      played: [...played],
      bytes,
      notes,
      errors,
    }),
  };
}

/** File name. */
function nameOf(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}
