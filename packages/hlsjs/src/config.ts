/** The public types of the engine's configuration: those of p2p-media-loader-hlsjs 2.x, and ours beside them. */
import type { IdentityScheme } from "@swarmlane/manifest";
import type { CoreConfig, DefinedCoreConfig, DynamicCoreConfig } from "@swarmlane/player";
import type { HybridLoaderOptions } from "swarmlane";
import type { HlsJsP2PEngine } from "./engine.ts";

/** The configuration in force. */
export type HlsJsP2PEngineConfig = {
  core: DefinedCoreConfig;
  /** Addition: the settings of the loader that the site named. */
  loader?: HybridLoaderOptions;
  /** Addition: how segments are named. */
  identity?: IdentityScheme;
};

/** What the engine is made with. */
export type PartialHlsJsP2PEngineConfig = Partial<Omit<HlsJsP2PEngineConfig, "core">> & {
  /** The options of p2p-media-loader 2.x. */
  core?: Partial<CoreConfig>;
};

/** What can be changed at run time. */
export type DynamicHlsJsP2PEngineConfig = {
  core?: DynamicCoreConfig;
};

/** An hls.js player with the engine that it was made with. */
export type HlsWithP2PInstance<HlsType> = HlsType & {
  readonly p2pEngine: HlsJsP2PEngine;
};

/** The configuration of hls.js, and of the engine in `p2p`. */
export type HlsWithP2PConfig<HlsType extends abstract new () => unknown> =
  ConstructorParameters<HlsType>[0] & {
    p2p?: PartialHlsJsP2PEngineConfig & {
      onHlsJsCreated?: (hls: HlsWithP2PInstance<HlsType>) => void;
    };
  };
