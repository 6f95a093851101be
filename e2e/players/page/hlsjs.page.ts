/** Viewer: current hls.js on `@swarmlane/hlsjs`, or alone. Browser. */
import { createPlayerReport, type PlayerReport } from "./player-report.ts";
import {
  addVideo,
  importEngine,
  readOptions,
  recordSegment,
  watchEngine,
  type Engine,
} from "./viewer-page.ts";
import type { PlayerViewerOptions } from "./viewer-options.ts";

interface FragmentContext {
  readonly url: string;
  readonly frag: { readonly sn: number | "initSegment" };
  /** The requested part, in a low-latency stream. */
  readonly part: object | null;
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
  readonly config: { fLoader?: LoaderClass; startPosition: number };
  loadLevel: number;
  nextLevel: number;
  loadSource(url: string): void;
  attachMedia(video: HTMLVideoElement): void;
  on(event: "hlsManifestParsed", listener: () => void): void;
  on(event: "hlsError", listener: (event: string, data: PlayerError) => void): void;
  destroy(): void;
}

interface PlayerError {
  readonly fatal: boolean;
  readonly type: string;
  readonly details: string;
  readonly response?: { readonly code: number };
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
    /** Opens one more player on this page. */
    openPlayer(options: PlayerViewerOptions): Promise<OpenedPlayer>;
    /** All of the page's players, the first one included. */
    players: OpenedPlayer[];
  }
}

interface OpenedPlayer {
  readonly player: Player;
  readonly report: PlayerReport;
}

window.players = [];
window.openPlayer = openPlayer;
window.playerReport = createPlayerReport();
void openPlayer(readOptions(), window.playerReport).then(({ player }) => {
  window.player = player;
});

async function openPlayer(
  options: PlayerViewerOptions,
  report: PlayerReport = createPlayerReport(),
): Promise<OpenedPlayer> {
  const { core, switchQualityAt, speed } = options;
  const video = addVideo(report, speed);
  const Class = core === undefined ? Hls : await classWithEngine(options);
  const player = new Class({ startLevel: 0, ...options.player, ...(core && { p2p: { core } }) });
  if (player.p2pEngine !== undefined) watchEngine(report, player.p2pEngine);
  player.on("hlsError", (_event, { fatal, type, details }) => {
    if (fatal) report.errors.push(`hls.js: ${type} ${details}`);
  });
  const { fLoader } = player.config;
  if (fLoader !== undefined) player.config.fLoader = recording(fLoader, report);
  // A level that is set by hand stays: the journey decides about the quality, not the machine's speed.
  player.on("hlsManifestParsed", () => {
    player.loadLevel = 0;
  });
  player.loadSource(options.stream);
  player.attachMedia(video);
  const opened = { player, report };
  window.players.push(opened);
  if (switchQualityAt === undefined) return opened;
  const watch = () => {
    if (video.currentTime < switchQualityAt) return;
    video.removeEventListener("timeupdate", watch);
    player.nextLevel = 1;
  };
  video.addEventListener("timeupdate", watch);
  return opened;
}

async function classWithEngine(options: PlayerViewerOptions): Promise<PlayerClass> {
  return (await importEngine<EngineClass>("hlsjs", "HlsJsP2PEngine", options)).injectMixin(Hls);
}

/** hls.js hands the data to its demuxer's thread in `onProgress`: afterwards it is gone. */
function recording(Base: LoaderClass, report: PlayerReport): LoaderClass {
  return class extends Base {
    override load(context: FragmentContext, config: object, callbacks: Callbacks): void {
      super.load(context, config, {
        ...callbacks,
        onProgress(stats, progressContext, data, details) {
          record(report, context, data);
          callbacks.onProgress?.(stats, progressContext, data, details);
        },
      });
    }
  };
}

function record(
  report: PlayerReport,
  { url, frag, part, rangeStart = 0, rangeEnd = 0 }: FragmentContext,
  data: ArrayBuffer,
) {
  if (frag.sn === "initSegment" || part !== null) return;
  const range = rangeEnd > 0 ? `bytes=${rangeStart}-${rangeEnd - 1}` : undefined;
  recordSegment(report, url, range, data);
}
