/** Viewer: dash.js 5 on `@swarmlane/dashjs`, or alone. Browser. */
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
  readonly data: unknown;
  readonly status: number;
  readonly request: {
    readonly url: string;
    readonly headers: { readonly Range?: string };
    /** `index`: NaN for the index of a single file, which is of the same type. */
    readonly customData: { readonly request: { readonly type: string; readonly index: number } };
  };
}

interface Representation {
  readonly id: string;
}

interface Player {
  initialize(video: HTMLVideoElement, url: string, autoPlay: boolean): void;
  attachSource(url: string): void;
  updateSettings(settings: object): void;
  addResponseInterceptor(interceptor: (response: Response) => Promise<Response>): void;
  getRepresentationsByType(type: "video"): Representation[];
  setRepresentationForTypeById(type: "video", id: string): void;
  on(
    event: "error",
    listener: (event: { readonly error: { readonly message: string } }) => void,
  ): void;
  destroy(): void;
}

type EngineClass = new (config: { core: object }) => Engine & { bindPlayer(player: Player): void };

declare const dashjs: { MediaPlayer(): { create(): Player } };
declare global {
  interface Window {
    dashViewer: { readonly player: Player; readonly engine: Engine | undefined };
  }
}

const report: PlayerReport = createPlayerReport();
window.playerReport = report;
const options = readOptions();
const video = addVideo(report, options.speed);
void play(options);

async function play(options: PlayerViewerOptions): Promise<void> {
  const { core, stream } = options;
  const player = dashjs.MediaPlayer().create();
  const engine = core === undefined ? undefined : await createEngine(options, player, core);
  window.dashViewer = { player, engine };
  player.on("error", ({ error }) => report.errors.push(`dash.js: ${error.message}`));
  player.addResponseInterceptor((response) => {
    const { data, request, status } = response;
    const { type, index } = request.customData.request;
    const isMedia = type === "MediaSegment" && !Number.isNaN(index);
    if (isMedia && status >= 200 && status <= 299 && data instanceof ArrayBuffer) {
      recordSegment(report, request.url, request.headers.Range, data);
    }
    return Promise.resolve(response);
  });
  // The journey decides about the quality, not the machine's speed.
  player.updateSettings({ streaming: { abr: { autoSwitchBitrate: { video: false } } } });
  player.updateSettings(options.player ?? {});
  player.initialize(video, stream, true);
}

async function createEngine(options: PlayerViewerOptions, player: Player, core: object) {
  const Engine = await importEngine<EngineClass>("dashjs", "DashJsP2PEngine", options);
  const engine = new Engine({ core });
  engine.bindPlayer(player);
  watchEngine(report, engine);
  return engine;
}
