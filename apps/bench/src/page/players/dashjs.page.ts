/** dash.js 5, alone or on `@swarmlane/dashjs`, which chooses the quality itself. Browser. */
import { offerPlayer, type EngineOptions, type EngineReport } from "./player-page.ts";

interface Player {
  initialize(video: HTMLVideoElement, url: string, autoPlay: boolean): void;
  getCurrentRepresentationForType(type: "video"): { readonly bandwidth: number } | null;
  /** kbit/s */
  getAverageThroughput(type: "video"): number;
  on(event: "fragmentLoadingAbandoned", listener: () => void): void;
  on(event: "error", listener: (event: { readonly error: { message: string } }) => void): void;
}

interface Engine {
  bindPlayer(player: Player): void;
  getStatistics(): EngineReport | undefined;
}

declare const dashjs: { MediaPlayer(): { create(): Player } };
declare const swarmlane: {
  readonly dashjs: { readonly DashJsP2PEngine: new (config: { core: EngineOptions }) => Engine };
};

offerPlayer(({ stream, core }, video, fail) => {
  const player = dashjs.MediaPlayer().create();
  const engine = core && new swarmlane.dashjs.DashJsP2PEngine({ core });
  engine?.bindPlayer(player);
  let abandoned = 0;
  player.on("fragmentLoadingAbandoned", () => void abandoned++);
  player.on("error", ({ error }) => fail(`dash.js: ${error.message}`));
  player.initialize(video, stream, true);
  return {
    quality() {
      const bitrate = player.getCurrentRepresentationForType("video")?.bandwidth;
      const estimate = 1000 * player.getAverageThroughput("video");
      return bitrate === undefined ? undefined : { bitrate, estimate };
    },
    abandoned: () => abandoned,
    engine: () => engine?.getStatistics(),
  };
});
