/** The engine, which connects a dash.js player with a stream and its loader. */
import { dash } from "@swarmlane/manifest";
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
  DashJsP2PEngineConfig,
  DynamicDashJsP2PEngineConfig,
  PartialDashJsP2PEngineConfig,
} from "./config.ts";
import type { CommonMediaRequest, DashPlayer } from "./dash-api.ts";

/**
 * Shares the segments of one dash.js player with other viewers.
 *
 * @example
 * const player = dashjs.MediaPlayer().create();
 * new DashJsP2PEngine({ core: { swarmId: "my-stream" } }).bindPlayer(player);
 * player.initialize(video, url, true);
 */
export class DashJsP2PEngine {
  readonly #config: PartialDashJsP2PEngineConfig;
  readonly #core: EngineCore<HybridLoader>;
  #bound: BoundPlayer | undefined;

  constructor(config: PartialDashJsP2PEngineConfig = {}) {
    this.#config = config;
    this.#core = createEngineCore<HybridLoaderOptions, HybridLoader>({
      config,
      name: "swarmlane-dashjs",
      formats: [dash],
      createLoader: (settings) => new HybridLoader(settings),
      playhead: () => this.#bound?.playhead() ?? { position: 0, rate: 1 },
    });
  }

  /** Call this before `player.initialize()`. An engine serves one player. Another player replaces the former one. */
  bindPlayer(player: DashPlayer): void {
    if (this.#bound?.player === player) return;
    if (this.#bound !== undefined) this.destroy();
    this.#bound = bindPlayer(player, this.#core, (request) => this.#isPlain(request));
  }

  addEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void {
    this.#core.addEventListener(eventName, listener);
  }

  removeEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void {
    this.#core.removeEventListener(eventName, listener);
  }

  /** The current configuration. */
  getConfig(): DashJsP2PEngineConfig {
    const { loader, identity } = this.#config;
    return {
      core: this.#core.getConfig(),
      ...(loader !== undefined && { loader }),
      ...(identity !== undefined && { identity }),
    };
  }

  applyDynamicConfig({ core }: DynamicDashJsP2PEngineConfig): void {
    if (core !== undefined) this.#core.applyDynamicConfig(core);
  }

  /**
   * The loader, for its own events (such as `Events.SegmentStateChange` and `Events.Warning`), `getDetails()`
   * and `inspect()`. Its queue belongs to the engine. Undefined if it could not be created.
   */
  get loader(): HybridLoader | undefined {
    return this.#core.loader;
  }

  /** The bytes and segments that were loaded so far, by source. */
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

  #isPlain({ headers, credentials }: CommonMediaRequest): boolean {
    const hasCredentials = credentials === "include";
    const hasRequestSetup = this.#core.hasRequestSetup();
    const isPlain = isPlainRequest({ headers, hasCredentials, hasRequestSetup });
    if (!isPlain) this.#core.warn(preparedByPlayer);
    return isPlain;
  }
}

const preparedByPlayer =
  "The page adds headers or credentials to segment requests, so these segments are loaded without peers. Set core.httpRequestSetup to prepare the loader's requests in the same way.";
