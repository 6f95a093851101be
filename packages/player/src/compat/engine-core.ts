/**
 * What all adapters have in common: a `PlayerStream` behind the configuration and the events of `p2p-media-loader` 2.x.
 */
import type { IdentityScheme, ManifestFormat } from "@swarmlane/manifest";
import type { PlayerStream, Playhead } from "../stream/player-stream.ts";
import type { StreamLoader } from "../stream/stream-loader.ts";
import type { CoreConfig, DefinedCoreConfig, DynamicCoreConfig } from "./config-types.ts";
import type { CoreEventMap } from "./event-types.ts";

/** The configuration of an adapter. `LoaderOptions`: the settings of `HybridLoader`, by their own names. */
export interface EngineConfig<LoaderOptions extends object> {
  /** By the names of 2.x. */
  readonly core?: CoreConfig | undefined;
  /** Addition: the settings of `HybridLoader`. They win over `core`. Priorities are seconds until a segment is needed. */
  readonly loader?: LoaderOptions | undefined;
  /** Addition. Default: `swarmlane-1`. */
  readonly identity?: IdentityScheme | undefined;
}

export interface EngineCoreOptions<LoaderOptions extends object> {
  readonly config: EngineConfig<LoaderOptions> | undefined;
  /** `(settings) => new HybridLoader(settings)`. Called once, at once: the worker takes a while to start. */
  readonly createLoader: (settings: LoaderOptions) => StreamLoader;
  readonly formats: readonly ManifestFormat[];
  readonly playhead: () => Playhead;
  /** Names the adapter in warnings. */
  readonly name: string;
}

export interface EngineCore {
  /** Undefined if the loader could not be made: then the player loads everything itself. */
  readonly stream: PlayerStream | undefined;
  addEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void;
  removeEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void;
  getConfig(): DefinedCoreConfig;
  applyDynamicConfig(config: DynamicCoreConfig): void;
  /** One warning on the console for each text. */
  warn(message: string, cause?: unknown): void;
}

export declare function createEngineCore<LoaderOptions extends object>(
  options: EngineCoreOptions<LoaderOptions>,
): EngineCore;
