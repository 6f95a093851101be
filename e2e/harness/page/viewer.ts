/** What all viewer pages begin with: options from the address, a muted video, the report. Browser. */
import { recordPlayback } from "./record-playback.ts";
import type { ViewerOptions } from "./viewer-options.ts";
import { createViewerReport, type ViewerReport } from "./viewer-report.ts";

declare global {
  interface Window {
    viewerReport: ViewerReport;
  }
}

export interface Viewer {
  readonly options: ViewerOptions;
  readonly report: ViewerReport;
  readonly video: HTMLVideoElement;
}

export function startViewer(): Viewer {
  const text = new URLSearchParams(location.search).get("options") ?? "{}";
  const options = JSON.parse(text) as ViewerOptions;
  const report = createViewerReport();
  window.viewerReport = report;
  const video = document.createElement("video");
  video.muted = true;
  video.autoplay = true;
  video.defaultPlaybackRate = options.speed;
  video.playbackRate = options.speed;
  document.body.append(video);
  recordPlayback(video, report.playback);
  if (options.block !== undefined) blockThread(options.block);
  return { options, report, video };
}

/** Spins for `busy` ms of every `every` ms, from now on. */
function blockThread({ busy, every }: { busy: number; every: number }): void {
  const spin = () => {
    const until = performance.now() + busy;
    while (performance.now() < until);
    setTimeout(spin, every - busy);
  };
  spin();
}
