/** The public types of the engine's configuration: those of p2p-media-loader-hlsjs 2.x with additions. */
import type { IdentityScheme } from "@swarmlane/manifest";
import type { CoreConfig, DefinedCoreConfig, DynamicCoreConfig } from "@swarmlane/player";
import type { HybridLoaderOptions } from "swarmlane";

/** The current configuration. */
export type HlsJsP2PEngineConfig = {
  core: DefinedCoreConfig;
  /** Addition: the loader settings that the site set. */
  loader?: HybridLoaderOptions;
  /** Addition: how segment ids are derived. */
  identity?: IdentityScheme;
};

/** The constructor's configuration. */
export type PartialHlsJsP2PEngineConfig = Partial<Omit<HlsJsP2PEngineConfig, "core">> & {
  /** The options of p2p-media-loader 2.x. */
  core?: Partial<CoreConfig>;
};

/** The configuration that can be changed at run time. */
export type DynamicHlsJsP2PEngineConfig = {
  core?: DynamicCoreConfig;
};
