/** The public types of the engine's configuration. The engines for other players have the same types. */
import type { IdentityScheme } from "@swarmlane/manifest";
import type { CoreConfig, DefinedCoreConfig, DynamicCoreConfig } from "@swarmlane/player";
import type { HybridLoaderOptions } from "swarmlane";

/** The current configuration. */
export type VideoJsP2PEngineConfig = {
  core: DefinedCoreConfig;
  /** The loader settings that the site set. */
  loader?: HybridLoaderOptions;
  /** How segment ids are derived. */
  identity?: IdentityScheme;
};

/** The constructor's configuration. */
export type PartialVideoJsP2PEngineConfig = Partial<Omit<VideoJsP2PEngineConfig, "core">> & {
  /** The options of p2p-media-loader 2.x. */
  core?: Partial<CoreConfig>;
};

/** The configuration that can be changed at run time. */
export type DynamicVideoJsP2PEngineConfig = {
  core?: DynamicCoreConfig;
};
