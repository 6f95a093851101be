/** video.js 8 (VHS), alone or on `@swarmlane/videojs`, which chooses the quality itself. Browser. */
import { offerPlayer, type EngineOptions, type EngineReport } from "./player-page.ts";

interface Vhs {
  readonly playlists: { media(): { readonly attributes?: { BANDWIDTH?: number } } | undefined };
  readonly systemBandwidth: number;
}

interface Player {
  tech(safety: boolean): { readonly vhs?: Vhs } | undefined;
  on(event: "error", listener: () => void): void;
  src(source: { readonly src: string; readonly type: string }): void;
  error(): { readonly message: string } | null;
}

interface Engine {
  bindPlayer(player: Player): void;
  getStatistics(): EngineReport | undefined;
}

declare const videojs: (video: HTMLVideoElement, options: object) => Player;
declare const swarmlane: {
  readonly videojs: { readonly VideoJsP2PEngine: new (config: { core: EngineOptions }) => Engine };
};

offerPlayer(({ stream, core }, video, fail) => {
  const player = videojs(video, { muted: true, autoplay: true, width: 320, height: 180 });
  const engine = core && new swarmlane.videojs.VideoJsP2PEngine({ core });
  engine?.bindPlayer(player);
  player.on("error", () => fail(`video.js: ${player.error()?.message ?? "?"}`));
  const isDash = new URL(stream).pathname.endsWith(".mpd");
  player.src({ src: stream, type: isDash ? "application/dash+xml" : "application/x-mpegURL" });
  const vhs = () => player.tech(true)?.vhs;
  return {
    quality() {
      const bitrate = vhs()?.playlists.media()?.attributes?.BANDWIDTH;
      const estimate = vhs()?.systemBandwidth ?? 0;
      return bitrate === undefined ? undefined : { bitrate, estimate };
    },
    engine: () => engine?.getStatistics(),
  };
});
