/** Viewer: shaka-player 2.5 with p2p-media-loader-shaka 0.6.2, both as their packages ship them. Browser. */
import { recordLoader, type LoaderEmitter } from "./record-loader.ts";
import { engineSettings } from "./engine-settings.ts";
import { startViewer } from "./viewer.ts";

interface ShakaEngine extends LoaderEmitter {
  initShakaPlayer(player: ShakaPlayer): void;
  getDetails(): { loader: { peerId: string } };
}

interface ShakaPlayer {
  load(url: string): Promise<void>;
  addEventListener(event: "error", listener: (event: { detail: { code: number } }) => void): void;
}

declare const shaka: {
  polyfill: { installAll(): void };
  Player: new (video: HTMLVideoElement) => ShakaPlayer;
};
declare const p2pml: { shaka: { Engine: new (settings: object) => ShakaEngine } };

const { options, report, video } = startViewer();
shaka.polyfill.installAll();
const engine = new p2pml.shaka.Engine(engineSettings(options));
recordLoader(engine, report);

const player = new shaka.Player(video);
player.addEventListener("error", ({ detail }) => {
  report.errors.push(`shaka-player: error ${detail.code}`);
});
engine.initShakaPlayer(player);
player.load(options.stream).then(
  () => {
    report.peerId = engine.getDetails().loader.peerId;
  },
  (error: unknown) => {
    report.errors.push(`shaka-player: ${JSON.stringify(error)}`);
  },
);
