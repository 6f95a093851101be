/** Viewer: current Shaka Player on `@swarmlane/shaka`, or alone. Browser. */
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

interface Response {
  readonly originalUri: string;
  readonly data: ArrayBuffer | ArrayBufferView;
  /** Undefined in Shaka 4.7. */
  readonly originalRequest?: { readonly headers: { readonly Range?: string } };
}

interface Context {
  /** Shaka's `AdvancedRequestType`. */
  readonly type?: number;
  /** Not of an index. */
  readonly segment?: object | null;
}

interface Track {
  readonly active: boolean;
}

interface ShakaError {
  readonly severity: number;
  readonly code: number;
}

interface Player {
  attach(video: HTMLVideoElement): Promise<void>;
  load(url: string): Promise<void>;
  configure(config: object): boolean;
  getNetworkingEngine(): {
    registerResponseFilter(
      filter: (type: number, response: Response, context?: Context) => void,
    ): void;
  };
  getVariantTracks(): Track[];
  selectVariantTrack(track: Track): void;
  addEventListener(
    event: "error",
    listener: (event: { readonly detail: ShakaError }) => void,
  ): void;
  trickPlay(rate: number): void;
  cancelTrickPlay(): void;
  destroy(): Promise<void>;
}

interface EngineClass {
  new (config: { core: object }): Engine & { bindShakaPlayer(player: Player): void };
  registerPlugins(): void;
}

declare const shaka: { readonly Player: new () => Player };
declare global {
  interface Window {
    shakaViewer: { readonly player: Player; readonly engine: Engine | undefined };
  }
}

const mediaSegment = 1;
const critical = 2;

const report: PlayerReport = createPlayerReport();
window.playerReport = report;
const options = readOptions();
const video = addVideo(report, options.speed);
void play(options);

async function play(options: PlayerViewerOptions): Promise<void> {
  const { core, stream, switchQualityAt } = options;
  const player = new shaka.Player();
  const engine = core === undefined ? undefined : await createEngine(options, player, core);
  window.shakaViewer = { player, engine };
  player.addEventListener("error", ({ detail }) => {
    if (detail.severity === critical) report.errors.push(`Shaka: ${detail.code}`);
  });
  player.getNetworkingEngine().registerResponseFilter((_type, response, context) => {
    if (context?.type !== mediaSegment || context.segment === undefined) return;
    const { originalUri, originalRequest, data } = response;
    recordSegment(report, originalUri, originalRequest?.headers.Range, data);
  });
  // The journey decides about the quality, not the machine's speed.
  player.configure({ abr: { enabled: false, defaultBandwidthEstimate: 1 }, ...options.player });
  await player.attach(video);
  try {
    await player.load(stream);
  } catch (error) {
    report.errors.push(`Shaka: it could not load the stream ${JSON.stringify(error)}`);
    return;
  }
  if (switchQualityAt === undefined) return;
  const watch = () => {
    if (video.currentTime < switchQualityAt) return;
    video.removeEventListener("timeupdate", watch);
    const other = player.getVariantTracks().find(({ active }) => !active);
    if (other !== undefined) player.selectVariantTrack(other);
  };
  video.addEventListener("timeupdate", watch);
}

async function createEngine(options: PlayerViewerOptions, player: Player, core: object) {
  const Engine = await importEngine<EngineClass>("shaka", "ShakaP2PEngine", options);
  Engine.registerPlugins();
  const engine = new Engine({ core });
  engine.bindShakaPlayer(player);
  watchEngine(report, engine);
  return engine;
}
