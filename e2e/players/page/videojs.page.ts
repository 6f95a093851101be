/** Viewer: video.js 8 on `@swarmlane/videojs`, or alone. Browser. */
import { recordPlayback } from "../../harness/page/record-playback.ts";
import { createPlayerReport, type PlayerReport } from "./player-report.ts";
import { importEngine, recordSegment, watchEngine, type Engine } from "./viewer-page.ts";
import type { PlayerViewerOptions } from "./viewer-options.ts";

interface VideoJsEngine extends Engine {
  bindPlayer(player: Player): void;
}

interface VideoJsEngineClass {
  new (config: object): VideoJsEngine;
  registerPlugins(library: unknown): void;
}

interface VhsRequest {
  readonly uri: string;
  readonly requestType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly response: ArrayBuffer;
}

interface Playlist {
  readonly attributes?: { readonly BANDWIDTH?: number };
}

interface Vhs {
  readonly xhr: { onResponse(hook: (request: VhsRequest, error: unknown) => void): void };
  readonly playlists: { readonly main: { readonly playlists: readonly Playlist[] } };
  selectPlaylist: () => Playlist | undefined;
  readonly bandwidth: number;
}

interface Player {
  tech(safety: boolean): { readonly vhs?: Vhs } | undefined;
  on(event: string, listener: () => void): void;
  src(source: Source | readonly Source[]): void;
  error(): { readonly message: string } | null;
  currentTime(seconds: number): unknown;
  dispose(): void;
  p2p(): Engine;
}

interface Source {
  readonly src: string;
  readonly type: string;
}

declare const videojs: (video: HTMLVideoElement, options: object) => Player;
declare global {
  interface Window {
    playerReport: PlayerReport;
    videojsPlayer: Player;
    videojsEngine: Engine | undefined;
    /** Of the same stream, with the engine by the plugin. */
    openSecondPlayer(): void;
    secondPlayer: Player | undefined;
  }
}

const report = createPlayerReport();
window.playerReport = report;
const video = document.createElement("video");
document.body.append(video);
recordPlayback(video, report.playback);
const text = new URLSearchParams(location.search).get("options") ?? "{}";
void play(JSON.parse(text) as PlayerViewerOptions);

async function play(options: PlayerViewerOptions): Promise<void> {
  const { core, stream } = options;
  const EngineClass =
    core === undefined
      ? undefined
      : await importEngine<VideoJsEngineClass>("videojs", "VideoJsP2PEngine", options);
  EngineClass?.registerPlugins(videojs);
  const source = { src: stream, type: typeOf(stream) };
  // The source is among the options, as on most pages: the engine is bound in the same task.
  const player = videojs(video, {
    ...{ muted: true, autoplay: true, sources: [source], width: 320, height: 180 },
    ...options.player,
  });
  window.videojsPlayer = player;
  const engine = EngineClass && new EngineClass({ core });
  window.videojsEngine = engine;
  engine?.bindPlayer(player);
  if (engine !== undefined) watchEngine(report, engine);
  window.openSecondPlayer = () => {
    const second = document.createElement("video");
    document.body.append(second);
    window.secondPlayer = videojs(second, {
      ...{ muted: true, autoplay: true, sources: [source], plugins: { p2p: { core } } },
    });
  };
  let quality = 0;
  player.on("xhr-hooks-ready", () => {
    const { vhs } = player.tech(true) ?? {};
    vhs?.xhr.onResponse(record);
    // The journey decides about the quality, not the machine's speed.
    if (vhs !== undefined) queueMicrotask(() => pinQuality(vhs, () => quality));
  });
  player.on("error", () => {
    report.errors.push(`video.js: ${player.error()?.message ?? "?"}`);
  });
  const { switchQualityAt } = options;
  if (switchQualityAt !== undefined) {
    video.addEventListener("timeupdate", () => {
      if (video.currentTime >= switchQualityAt) quality = 1;
    });
  }
}

function typeOf(stream: string): string {
  return new URL(stream).pathname.endsWith(".mpd")
    ? "application/dash+xml"
    : "application/x-mpegURL";
}

function pinQuality(vhs: Vhs, quality: () => number): void {
  vhs.selectPlaylist = () => {
    const byBandwidth = [...vhs.playlists.main.playlists].sort(
      (a, b) => (a.attributes?.BANDWIDTH ?? 0) - (b.attributes?.BANDWIDTH ?? 0),
    );
    return byBandwidth[Math.min(quality(), byBandwidth.length - 1)];
  };
}

/** As VHS gets it. */
function record({ uri: url, requestType, headers, response }: VhsRequest, error: unknown): void {
  if (requestType !== "segment" || error !== null) return;
  recordSegment(report, url, headers?.["Range"], response);
}
