/** Viewer: current hls.js on `@swarmlane/hlsjs`, or alone. Browser. */
import { sha256 } from "@swarmlane/testkit";
import { recordPlayback } from "../../harness/page/record-playback.ts";
import { createPlayerReport, type EngineStatistics, type PlayerReport } from "./player-report.ts";
import type { PlayerViewerOptions } from "./viewer-options.ts";

interface Engine {
  addEventListener(name: string, listener: () => void): void;
  getStatistics(): EngineStatistics | undefined;
  destroy(): void;
}

interface FragmentContext {
  readonly url: string;
  readonly frag: { readonly sn: number | "initSegment" };
  readonly rangeStart?: number;
  readonly rangeEnd?: number;
}

type OnData = (stats: unknown, context: unknown, data: ArrayBuffer, details: unknown) => void;

interface Callbacks {
  readonly onProgress?: OnData;
}

type LoaderClass = new (config: object) => {
  load(context: FragmentContext, config: object, callbacks: Callbacks): void;
};

interface Player {
  readonly p2pEngine?: Engine;
  readonly config: { fLoader?: LoaderClass };
  loadLevel: number;
  nextLevel: number;
  loadSource(url: string): void;
  attachMedia(video: HTMLVideoElement): void;
  on(event: "hlsManifestParsed", listener: () => void): void;
  on(
    event: "hlsError",
    listener: (event: string, data: { fatal: boolean; type: string; details: string }) => void,
  ): void;
  destroy(): void;
}

type PlayerClass = new (config: object) => Player;

interface EngineModule {
  readonly HlsJsP2PEngine: { injectMixin(hls: PlayerClass): PlayerClass };
}

declare const Hls: PlayerClass;
declare const swarmlane: { readonly hlsjs: EngineModule } | undefined;
declare global {
  interface Window {
    playerReport: PlayerReport;
    player: Player;
  }
}

const eventNames = [
  ...["onSegmentLoaded", "onSegmentError", "onSegmentAbort", "onSegmentStart"],
  ...["onPeerConnect", "onPeerClose", "onPeerError", "onChunkDownloaded", "onChunkUploaded"],
  ...["onTrackerError", "onTrackerWarning"],
];

const report = createPlayerReport();
window.playerReport = report;
const video = document.createElement("video");
video.muted = true;
video.autoplay = true;
document.body.append(video);
recordPlayback(video, report.playback);
const text = new URLSearchParams(location.search).get("options") ?? "{}";
void play(JSON.parse(text) as PlayerViewerOptions);

async function play(options: PlayerViewerOptions): Promise<void> {
  const { core, switchQualityAt } = options;
  const Class = core === undefined ? Hls : (await engineOf(options)).injectMixin(Hls);
  const player = new Class({ startLevel: 0, ...options.player, ...(core && { p2p: { core } }) });
  window.player = player;
  watchEngine(player.p2pEngine);
  player.on("hlsError", (_event, { fatal, type, details }) => {
    if (fatal) report.errors.push(`hls.js: ${type} ${details}`);
  });
  const { fLoader } = player.config;
  if (fLoader !== undefined) player.config.fLoader = recording(fLoader);
  // A level that is set by hand stays: the journey decides about the quality, not the machine's speed.
  player.on("hlsManifestParsed", () => {
    player.loadLevel = 0;
  });
  player.loadSource(options.stream);
  player.attachMedia(video);
  if (switchQualityAt === undefined) return;
  const watch = () => {
    if (video.currentTime < switchQualityAt) return;
    video.removeEventListener("timeupdate", watch);
    player.nextLevel = 1;
  };
  video.addEventListener("timeupdate", watch);
}

async function engineOf({ build }: PlayerViewerOptions): Promise<EngineModule["HlsJsP2PEngine"]> {
  if (build === "script" && swarmlane !== undefined) return swarmlane.hlsjs.HlsJsP2PEngine;
  const address = "/engine/hlsjs/index.mjs";
  const module = (await import(/* @vite-ignore */ address)) as EngineModule;
  return module.HlsJsP2PEngine;
}

function watchEngine(engine: Engine | undefined): void {
  if (engine === undefined) return;
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

/** hls.js hands the data to its demuxer's thread in `onProgress`: afterwards it is gone. */
function recording(Base: LoaderClass): LoaderClass {
  return class extends Base {
    override load(context: FragmentContext, config: object, callbacks: Callbacks): void {
      super.load(context, config, {
        ...callbacks,
        onProgress(stats, progressContext, data, details) {
          record(context, data);
          callbacks.onProgress?.(stats, progressContext, data, details);
        },
      });
    }
  };
}

function record({ url, frag, rangeStart = 0, rangeEnd = 0 }: FragmentContext, data: ArrayBuffer) {
  if (frag.sn === "initSegment") return;
  const copy = data.slice(0);
  const range = rangeEnd > 0 ? `bytes=${rangeStart}-${rangeEnd - 1}` : undefined;
  const bytes = copy.byteLength;
  void sha256(copy).then((digest) => {
    report.segments.push({ url, range, bytes, sha256: digest, peerId: undefined });
  });
}
