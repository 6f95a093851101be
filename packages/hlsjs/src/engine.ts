/** The engine, which connects an hls.js player with a stream and its loader. */
import { hls as hlsFormat } from "@swarmlane/manifest";
import {
  createEngineCore,
  playheadOf,
  type CoreEventMap,
  type EngineCore,
  type PlayerStatistics,
} from "@swarmlane/player";
import type Hls from "hls.js";
import type { LoaderContext } from "hls.js";
import { HybridLoader, type HybridLoaderOptions } from "swarmlane";
import type {
  DynamicHlsJsP2PEngineConfig,
  HlsJsP2PEngineConfig,
  PartialHlsJsP2PEngineConfig,
} from "./config.ts";
import { createFragmentLoaderClass, type FragmentLoaderClass } from "./fragment-loader.ts";
import { injectMixin } from "./inject-mixin.ts";
import { createLivePlacement } from "./live-placement.ts";
import { createPlaylistLoaderClass, type PlaylistLoaderClass } from "./playlist-loader.ts";

/** An hls.js player that was created with an engine. */
export type HlsWithP2PInstance<HlsType> = HlsType & {
  readonly p2pEngine: HlsJsP2PEngine;
};

/** The configuration of hls.js, and of the engine in `p2p`. */
export type HlsWithP2PConfig<HlsType extends abstract new () => unknown> =
  ConstructorParameters<HlsType>[0] & {
    p2p?: PartialHlsJsP2PEngineConfig & {
      onHlsJsCreated?: (hls: HlsWithP2PInstance<InstanceType<HlsType>>) => void;
    };
  };

/** A class of hls.js, with `p2p` in its configuration and `p2pEngine` on its instances. */
export type HlsWithP2PClass<HlsType extends typeof Hls> = Omit<HlsType, "prototype"> &
  (new (config?: HlsWithP2PConfig<HlsType>) => HlsWithP2PInstance<InstanceType<HlsType>>);

/** The events that move the playhead. */
const mediaEvents = ["timeupdate", "seeking", "ratechange"] as const;

/**
 * Shares the segments of one hls.js player with other viewers.
 *
 * @example
 * const HlsWithP2P = HlsJsP2PEngine.injectMixin(Hls);
 * const hls = new HlsWithP2P({ p2p: { core: { swarmId: "my-stream" } } });
 */
export class HlsJsP2PEngine {
  readonly #config: PartialHlsJsP2PEngineConfig;
  readonly #core: EngineCore<HybridLoader>;
  readonly #placement = createLivePlacement();
  #getHls: (() => Hls) | undefined;
  /** The player whose events the engine listens to. */
  #hls: Hls | undefined;
  #media: HTMLMediaElement | null = null;
  /** True from `destroy()` to the next source or player. In the meantime hls.js loads everything itself. */
  #isAside = false;

  /** Returns an hls.js class whose players have an engine as `p2pEngine`, configured with the option `p2p`. */
  static injectMixin<HlsType extends typeof Hls>(hls: HlsType): HlsWithP2PClass<HlsType> {
    const create = (config: object | undefined) => new HlsJsP2PEngine(config);
    return injectMixin(hls, create) as unknown as HlsWithP2PClass<HlsType>;
  }

  constructor(config: PartialHlsJsP2PEngineConfig = {}) {
    this.#config = config;
    this.#core = createEngineCore<HybridLoaderOptions, HybridLoader>({
      config,
      name: "swarmlane-hlsjs",
      formats: [hlsFormat],
      createLoader: (settings) => new HybridLoader(settings),
      playhead: () => playheadOf(this.#media),
    });
  }

  addEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void {
    this.#core.addEventListener(eventName, listener);
  }

  removeEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void {
    this.#core.removeEventListener(eventName, listener);
  }

  /** The loaders for the configuration of hls.js. */
  getConfigForHlsJs(): { fLoader: FragmentLoaderClass; pLoader: PlaylistLoaderClass } {
    const stream = () => (this.#isAside ? undefined : this.#core.stream);
    return {
      fLoader: createFragmentLoaderClass(stream),
      pLoader: createPlaylistLoaderClass({
        stream,
        onSource: () => {
          this.#isAside = false;
          this.#listen();
          this.#placement.giveBack();
          if (stream()?.registry.manifestUrl !== undefined) stream()?.reset();
        },
        onPlaylist: () => {
          if (this.#isAside) return;
          this.#listen();
          this.#place();
        },
      }),
    };
  }

  /** The current configuration. */
  getConfig(): HlsJsP2PEngineConfig {
    const { loader, identity } = this.#config;
    return {
      core: this.#core.getConfig(),
      ...(loader !== undefined && { loader }),
      ...(identity !== undefined && { identity }),
    };
  }

  applyDynamicConfig({ core }: DynamicHlsJsP2PEngineConfig): void {
    if (core !== undefined) this.#core.applyDynamicConfig(core);
  }

  /** Binds the player. A function that returns the player is called when the player loads something. */
  bindHls<T = unknown>(hls: T | (() => T)): void {
    this.#isAside = false;
    this.#getHls = typeof hls === "function" ? (hls as () => Hls) : () => hls as unknown as Hls;
    if (typeof hls !== "function") this.#listen();
  }

  /**
   * Addition: the loader, for its own events (such as `Events.SegmentStateChange` and `Events.Warning`), `getDetails()`
   * and `inspect()`. Its queue belongs to the engine. Undefined if it could not be created.
   */
  get loader(): HybridLoader | undefined {
    return this.#core.loader;
  }

  /** Addition: the bytes and segments that were loaded so far, by source. */
  getStatistics(): PlayerStatistics | undefined {
    return this.#core.stream?.statistics;
  }

  /** Stops everything. The player continues on its own, and its next source is shared again. */
  readonly destroy = (): void => {
    this.#isAside = true;
    this.#placement.giveBack();
    this.#forget();
    this.#core.stream?.destroy().catch((cause: unknown) => {
      this.#core.warn("The loader could not be destroyed.", cause);
    });
  };

  /** Events by name, so that hls.js does not have to be imported. */
  #listen(): void {
    const hls = this.#getHls?.();
    if (hls === undefined || hls === this.#hls) return;
    this.#forget();
    this.#hls = hls;
    this.#eachListener((event, listener) => eventsOf(hls).on(event, listener));
    this.#attach(hls.media);
    this.#adoptXhrSetup(hls);
  }

  /** Applies the site's preparation of hls.js's requests (credentials, headers, a token) to the loader's requests. */
  #adoptXhrSetup({ config: { xhrSetup } }: Hls): void {
    if (xhrSetup === undefined) return;
    this.#core.setDefault("xhrSetup", (xhr: XMLHttpRequest, url: string) =>
      // The fragment is not known, because it may be one that hls.js has not requested yet.
      xhrSetup(xhr, url, { url, responseType: "arraybuffer" } as LoaderContext),
    );
  }

  #forget(): void {
    const hls = this.#hls;
    this.#hls = undefined;
    this.#attach(null);
    if (hls === undefined) return;
    this.#eachListener((event, listener) => eventsOf(hls).off(event, listener));
  }

  readonly #listeners: Readonly<Record<string, () => void>> = {
    hlsMediaAttached: () => this.#attach(this.#hls?.media ?? null),
    hlsMediaDetaching: () => this.#attach(null),
    hlsDestroying: () => this.destroy(),
  };

  #eachListener(step: (event: string, listener: () => void) => void): void {
    for (const [event, listener] of Object.entries(this.#listeners)) step(event, listener);
  }

  #attach(media: HTMLMediaElement | null): void {
    for (const event of mediaEvents) this.#media?.removeEventListener(event, this.#onMove);
    this.#media = media;
    for (const event of mediaEvents) media?.addEventListener(event, this.#onMove);
  }

  readonly #onMove = (): void => this.#core.stream?.update();

  /** Called before hls.js processes the playlist, because it chooses its position by these values. */
  #place(): void {
    const renditions = this.#core.stream?.registry.renditions ?? [];
    const live = renditions.find((one) => one.kind === "main" && one.timing() !== undefined);
    if (this.#hls !== undefined) this.#placement.update(this.#hls, live?.timing());
  }
}

/** The names of hls.js's events. Its enumeration is a value and would have to be imported. */
interface HlsEvents {
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

function eventsOf(hls: Hls): HlsEvents {
  return hls;
}
