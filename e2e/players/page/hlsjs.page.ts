/** Viewer: current hls.js on `@swarmlane/hlsjs`, or alone. Browser. */
import { recordPlayback } from "../../harness/page/record-playback.ts";
import { createPlayerReport, type PlayerReport } from "./player-report.ts";
import { importEngine, recordSegment, watchEngine, type Engine } from "./viewer-page.ts";
import type { PlayerViewerOptions } from "./viewer-options.ts";

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

interface EngineClass {
  injectMixin(hls: PlayerClass): PlayerClass;
}

declare const Hls: PlayerClass;
declare global {
  interface Window {
    playerReport: PlayerReport;
    player: Player;
  }
}

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
  const Class = core === undefined ? Hls : await classWithEngine(options);
  const player = new Class({ startLevel: 0, ...options.player, ...(core && { p2p: { core } }) });
  window.player = player;
  if (player.p2pEngine !== undefined) watchEngine(report, player.p2pEngine);
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

async function classWithEngine(options: PlayerViewerOptions): Promise<PlayerClass> {
  return (await importEngine<EngineClass>("hlsjs", "HlsJsP2PEngine", options)).injectMixin(Hls);
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
  const range = rangeEnd > 0 ? `bytes=${rangeStart}-${rangeEnd - 1}` : undefined;
  recordSegment(report, url, range, data);
}
