/** The published class. Page. */
import { dash, hls } from "@swarmlane/manifest";
import {
  createEngineCore,
  type CoreEventMap,
  type EngineCore,
  type PlayerStatistics,
} from "@swarmlane/player";
import { HybridLoader, type HybridLoaderOptions } from "swarmlane";
import type {
  DynamicVideoJsP2PEngineConfig,
  PartialVideoJsP2PEngineConfig,
  VideoJsP2PEngineConfig,
} from "./config.ts";
import { followPlayer } from "./follow-player.ts";
import type { RequestHook, VideoJs, VideoJsPlayer } from "./vhs/vhs-types.ts";

/** The library as it was handed to `registerPlugins`. */
let library:
  (VideoJs & { Vhs?: { xhr?: { _requestCallbackSet?: ReadonlySet<RequestHook> } } }) | undefined;

/** Loads the segments of a video.js player over HTTP and from other viewers. One engine for each player. */
export class VideoJsP2PEngine {
  readonly #config: PartialVideoJsP2PEngineConfig;
  readonly #core: EngineCore<HybridLoader>;
  #player: VideoJsPlayer | undefined;
  #unbind: (() => void) | undefined;

  /**
   * Registers the plugin `p2p`: `player.p2p(config)` and `videojs(element, { plugins: { p2p: config } })` make an engine
   * and bind it. Afterwards `player.p2p()` returns it. Call it once, also if you bind engines yourself: hooks that the
   * site set on `videojs.Vhs.xhr` stay in force by it.
   */
  static registerPlugins(videojs: VideoJs = globalVideoJs()): void {
    library = videojs;
    const engines = new WeakMap<VideoJsPlayer, VideoJsP2PEngine>();
    videojs.registerPlugin("p2p", function (this: VideoJsPlayer, config?: never) {
      const engine = engines.get(this) ?? new VideoJsP2PEngine(config);
      engines.set(this, engine);
      engine.bindPlayer(this);
      return engine;
    });
  }

  constructor(config: PartialVideoJsP2PEngineConfig = {}) {
    this.#config = config;
    this.#core = createEngineCore<HybridLoaderOptions, HybridLoader>({
      config,
      createLoader: (settings) => new HybridLoader(settings),
      formats: [hls, dash],
      playhead: () => ({
        position: this.#player?.currentTime() ?? 0,
        rate: this.#player?.playbackRate() ?? 1,
      }),
      name: "swarmlane-videojs",
    });
  }

  /** In the task that makes the player, or later, but before it gets its source. `dispose()` destroys the engine too. */
  bindPlayer(player: VideoJsPlayer): void {
    if (this.#player === player) return;
    this.#release();
    const { stream } = this.#core;
    if (stream === undefined) return;
    this.#player = player;
    this.#unbind = followPlayer({
      ...{ player, stream },
      libraryHooks: () => library?.Vhs?.xhr?._requestCallbackSet,
      hasRequestSetup: () => this.#core.hasRequestSetup(),
      warn: (message, cause) => this.#core.warn(message, cause),
      onDispose: () => this.destroy(),
    });
  }

  addEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void {
    this.#core.addEventListener(eventName, listener);
  }

  removeEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void {
    this.#core.removeEventListener(eventName, listener);
  }

  /** The configuration in force. */
  getConfig(): VideoJsP2PEngineConfig {
    const { loader, identity } = this.#config;
    return {
      core: this.#core.getConfig(),
      ...(loader !== undefined && { loader }),
      ...(identity !== undefined && { identity }),
    };
  }

  applyDynamicConfig({ core }: DynamicVideoJsP2PEngineConfig): void {
    if (core !== undefined) this.#core.applyDynamicConfig(core);
  }

  /**
   * Addition: the loader, for its own events (such as `Events.SegmentStateChange` and `Events.Warning`), `getDetails()`
   * and `inspect()`. Its queue belongs to the engine. Undefined if it could not be made.
   */
  get loader(): HybridLoader | undefined {
    return this.#core.loader;
  }

  /** Addition: what was loaded from where so far. */
  getStatistics(): PlayerStatistics | undefined {
    return this.#core.stream?.statistics;
  }

  /** Nothing is left running soon afterwards; the player goes on by itself. The engine can be bound again. */
  readonly destroy = (): void => {
    this.#release();
    this.#core.stream?.destroy().catch((cause: unknown) => {
      this.#core.warn("The loader could not be destroyed.", cause);
    });
  };

  #release(): void {
    this.#unbind?.();
    this.#unbind = undefined;
    this.#player = undefined;
  }
}

function globalVideoJs(): VideoJs {
  const { videojs } = globalThis as { videojs?: VideoJs };
  if (videojs === undefined) {
    throw new TypeError(
      "registerPlugins() needs video.js. Pass it as an argument, or load it as window.videojs.",
    );
  }
  return videojs;
}
