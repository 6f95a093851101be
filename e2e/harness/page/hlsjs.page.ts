/** Viewer: hls.js 0.14 with p2p-media-loader-hlsjs 0.6.2, both as their packages ship them. Browser. */
import { recordLoader, type LoaderEmitter } from "./record-loader.ts";
import { engineSettings } from "./engine-settings.ts";
import { startViewer } from "./viewer.ts";

interface HlsEngine extends LoaderEmitter {
  createLoaderClass(): unknown;
  getDetails(): { loader: { peerId: string } };
}

interface HlsPlayer {
  /** The quality from the next segment that is loaded on. */
  loadLevel: number;
  /** The quality from the next segment that is played on; throws away what is buffered after it. */
  nextLevel: number;
  loadSource(url: string): void;
  attachMedia(video: HTMLVideoElement): void;
  on(event: "hlsManifestParsed", listener: () => void): void;
  on(event: "hlsError", listener: (event: string, data: HlsErrorData) => void): void;
}

interface HlsErrorData {
  readonly fatal: boolean;
  readonly type: string;
  readonly details: string;
}

declare const Hls: new (config: object) => HlsPlayer;
declare const p2pml: {
  hlsjs: {
    Engine: new (settings: object) => HlsEngine;
    initHlsJsPlayer(player: HlsPlayer): void;
  };
};

const { options, report, video } = startViewer();
const engine = new p2pml.hlsjs.Engine(engineSettings(options));
recordLoader(engine, report);
report.peerId = engine.getDetails().loader.peerId;

const hls = new Hls({
  loader: engine.createLoaderClass(),
  liveSyncDurationCount: 3,
  startLevel: 0,
  enableWorker: options.playerWorker ?? true,
});
p2pml.hlsjs.initHlsJsPlayer(hls);
hls.on("hlsError", (_event, { fatal, type, details }) => {
  if (fatal) report.errors.push(`hls.js: ${type} ${details}`);
});
// a level that is set by hand stays: the journey decides about the quality, not the machine's speed
hls.on("hlsManifestParsed", () => {
  hls.loadLevel = 0;
});
hls.loadSource(options.stream);
hls.attachMedia(video);

const { switchQualityAt } = options;
if (switchQualityAt !== undefined) {
  const watch = () => {
    if (video.currentTime < switchQualityAt) return;
    video.removeEventListener("timeupdate", watch);
    hls.nextLevel = 1;
  };
  video.addEventListener("timeupdate", watch);
}
