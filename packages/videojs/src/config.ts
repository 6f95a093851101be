/** The public types of the engine's configuration, as the engines for other players have them. */
import type { IdentityScheme } from "@swarmlane/manifest";
import type { CoreConfig, DefinedCoreConfig, DynamicCoreConfig } from "@swarmlane/player";
import type { HybridLoaderOptions } from "swarmlane";

/** The configuration in force. */
export type VideoJsP2PEngineConfig = {
  core: DefinedCoreConfig;
  /** The settings of the loader that the site named. */
  loader?: HybridLoaderOptions;
  /** How segments are named. */
  identity?: IdentityScheme;
};

/** What the engine is made with. */
export type PartialVideoJsP2PEngineConfig = Partial<Omit<VideoJsP2PEngineConfig, "core">> & {
  /** The options of p2p-media-loader 2.x. */
  core?: Partial<CoreConfig>;
};

/** What can be changed at run time. */
export type DynamicVideoJsP2PEngineConfig = {
  core?: DynamicCoreConfig;
};
