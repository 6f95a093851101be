/** Shaka Player, alone or on `@swarmlane/shaka`, which chooses the quality itself. Browser. */
import { offerPlayer, type EngineOptions, type EngineReport } from "./player-page.ts";

interface Player {
  attach(video: HTMLVideoElement): Promise<void>;
  load(url: string): Promise<void>;
  configure(config: object): boolean;
  getVariantTracks(): readonly { readonly active: boolean; readonly videoBandwidth: number }[];
  getStats(): { readonly estimatedBandwidth: number };
}

interface Engine {
  bindShakaPlayer(player: Player): void;
  getStatistics(): EngineReport | undefined;
}

declare const shaka: { readonly Player: new () => Player };
declare const swarmlane: {
  readonly shaka: {
    readonly ShakaP2PEngine: {
      new (config: { core: EngineOptions }): Engine;
      registerPlugins(): void;
    };
  };
};

offerPlayer(({ stream, core }, video, fail) => {
  const player = new shaka.Player();
  const engine = core && bindEngine(player, core);
  // What the browser knows about the network would differ from page to page.
  player.configure({ abr: { useNetworkInformation: false } });
  player
    .attach(video)
    .then(() => player.load(stream))
    .catch((error: unknown) => fail(`Shaka: ${JSON.stringify(error)}`));
  return {
    quality() {
      const bitrate = player.getVariantTracks().find(({ active }) => active)?.videoBandwidth;
      const { estimatedBandwidth: estimate } = player.getStats();
      return bitrate === undefined ? undefined : { bitrate, estimate };
    },
    engine: () => engine?.getStatistics(),
  };
});

function bindEngine(player: Player, core: EngineOptions): Engine {
  const { ShakaP2PEngine } = swarmlane.shaka;
  ShakaP2PEngine.registerPlugins();
  const engine = new ShakaP2PEngine({ core });
  engine.bindShakaPlayer(player);
  return engine;
}
