/** What the pages of all players have in common. Browser. */
import { sha256 } from "@swarmlane/testkit";
import { recordPlayback } from "../../harness/page/record-playback.ts";
import type { EngineStatistics, PlayerReport } from "./player-report.ts";
import type { PlayerViewerOptions } from "./viewer-options.ts";

export interface Engine {
  addEventListener(name: string, listener: () => void): void;
  getStatistics(): EngineStatistics | undefined;
  destroy(): void;
}

declare const swarmlane: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;

const eventNames = [
  ...["onSegmentLoaded", "onSegmentError", "onSegmentAbort", "onSegmentStart"],
  ...["onPeerConnect", "onPeerClose", "onPeerError", "onChunkDownloaded", "onChunkUploaded"],
  ...["onTrackerError", "onTrackerWarning"],
];

/** A video that plays as soon as it can. Its playback is recorded. */
export function addVideo({ playback }: PlayerReport, speed = 1): HTMLVideoElement {
  const video = document.createElement("video");
  video.muted = true;
  video.autoplay = true;
  // The rate begins again at its default with another source.
  video.defaultPlaybackRate = video.playbackRate = speed;
  document.body.append(video);
  recordPlayback(video, playback);
  return video;
}

/** What the page was told. */
export function readOptions(): PlayerViewerOptions {
  const text = new URLSearchParams(location.search).get("options") ?? "{}";
  return JSON.parse(text) as PlayerViewerOptions;
}

/** The engine's class, from the build that the options name. */
export async function importEngine<T>(
  adapter: string,
  name: string,
  { build }: PlayerViewerOptions,
): Promise<T> {
  if (build === "script" && swarmlane !== undefined) return swarmlane[adapter]?.[name] as T;
  const address = `/engine/${adapter}/index.mjs`;
  const module = (await import(/* @vite-ignore */ address)) as Readonly<Record<string, unknown>>;
  return module[name] as T;
}

export function watchEngine(report: PlayerReport, engine: Engine): void {
  for (const name of eventNames) {
    engine.addEventListener(name, () => {
      report.events[name] = (report.events[name] ?? 0) + 1;
    });
  }
  // As of the moment in which the report is read.
  Object.defineProperty(report, "statistics", {
    enumerable: true,
    get: () => engine.getStatistics(),
  });
}

export function recordSegment(
  report: PlayerReport,
  url: string,
  range: string | undefined,
  data: ArrayBuffer | ArrayBufferView,
): void {
  // The player may hand its own to another thread.
  const copy = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer
    : data.slice(0);
  const bytes = copy.byteLength;
  void sha256(copy).then((digest) => {
    report.segments.push({ url, range, bytes, sha256: digest, peerId: undefined });
  });
}
