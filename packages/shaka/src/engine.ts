/** The engine, which connects a Shaka player with a stream and its loader. */
import { dash, hls } from "@swarmlane/manifest";
import {
  createEngineCore,
  isPlainRequest,
  type CoreEventMap,
  type EngineCore,
  type PlayerStatistics,
} from "@swarmlane/player";
import { HybridLoader, type HybridLoaderOptions } from "swarmlane";
import { bindPlayer, type BoundPlayer } from "./bound-player.ts";
import type {
  DynamicShakaP2PEngineConfig,
  PartialShakaEngineConfig,
  ShakaP2PEngineConfig,
} from "./config.ts";
import { hasSchemes, registerSchemes, unregisterSchemes } from "./schemes.ts";
import type { ShakaLibrary, ShakaPlayer, ShakaRequest } from "./shaka-api.ts";

/**
 * Shares the segments of one Shaka player with other viewers.
 *
 * @example
 * ShakaP2PEngine.registerPlugins(shaka);
 * const engine = new ShakaP2PEngine({ core: { swarmId: "my-stream" } }, shaka);
 * engine.bindShakaPlayer(player);
 */
export class ShakaP2PEngine {
  readonly #config: PartialShakaEngineConfig;
  readonly #shaka: ShakaLibrary;
  readonly #core: EngineCore<HybridLoader>;
  #bound: BoundPlayer | undefined;

  /** Call this once for the library, before any player loads a stream. Default: `window.shaka`. */
  static registerPlugins(shaka: ShakaLibrary | undefined = globalShaka()): void {
    registerSchemes(validated(shaka));
  }

  /** Restores the library's own plugins. */
  static unregisterPlugins(shaka: ShakaLibrary | undefined = globalShaka()): void {
    unregisterSchemes(validated(shaka));
  }

  constructor(
    config: PartialShakaEngineConfig = {},
    shaka: ShakaLibrary | undefined = globalShaka(),
  ) {
    this.#shaka = validated(shaka);
    this.#config = config;
    this.#core = createEngineCore<HybridLoaderOptions, HybridLoader>({
      config,
      name: "swarmlane-shaka",
      formats: [hls, dash],
      createLoader: (settings) => new HybridLoader(settings),
      playhead: () => this.#bound?.playhead() ?? { position: 0, rate: 1 },
    });
  }

  /** Call this before `player.load()`. An engine serves one player. Another player replaces the former one. */
  bindShakaPlayer(player: ShakaPlayer): void {
    if (this.#bound?.player === player) return;
    if (this.#bound !== undefined) this.destroy();
    if (!hasSchemes(this.#shaka)) {
      this.#core.warn(
        "ShakaP2PEngine.registerPlugins() was not called, so nothing is shared. Call it before you create the player.",
      );
    }
    this.#bound = bindPlayer(this.#shaka, player, this.#core, (request) => this.#isPlain(request));
  }

  addEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void {
    this.#core.addEventListener(eventName, listener);
  }

  removeEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void {
    this.#core.removeEventListener(eventName, listener);
  }

  /** The current configuration. */
  getConfig(): ShakaP2PEngineConfig {
    const { loader, identity } = this.#config;
    return {
      core: this.#core.getConfig(),
      ...(loader !== undefined && { loader }),
      ...(identity !== undefined && { identity }),
    };
  }

  applyDynamicConfig({ core }: DynamicShakaP2PEngineConfig): void {
    if (core !== undefined) this.#core.applyDynamicConfig(core);
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

  /** Stops everything. The player continues on its own. The engine can be bound again. */
  readonly destroy = (): void => {
    this.#bound?.unbind();
    this.#bound = undefined;
    this.#core.stream?.destroy().catch((cause: unknown) => {
      this.#core.warn("The loader could not be destroyed.", cause);
    });
  };

  #isPlain({ headers, allowCrossSiteCredentials = false }: ShakaRequest): boolean {
    const hasCredentials = allowCrossSiteCredentials;
    const hasRequestSetup = this.#core.hasRequestSetup();
    const isPlain = isPlainRequest({ headers, hasCredentials, hasRequestSetup });
    if (!isPlain) this.#core.warn(preparedByShaka);
    return isPlain;
  }
}

const preparedByShaka =
  "The page adds headers or credentials to segment requests, so these segments are loaded without peers. Set core.httpRequestSetup to prepare the loader's requests in the same way.";

function globalShaka(): ShakaLibrary | undefined {
  return (globalThis as { shaka?: ShakaLibrary }).shaka;
}

function validated(shaka: ShakaLibrary | undefined): ShakaLibrary {
  if (shaka !== undefined) return shaka;
  throw new Error(
    "Shaka Player was not found. Pass it as an argument, or load it as window.shaka.",
  );
}
