/** The public types of the engine's configuration: those of p2p-media-loader-shaka 2.x, and ours beside them. */
import type { IdentityScheme } from "@swarmlane/manifest";
import type { CoreConfig, DefinedCoreConfig, DynamicCoreConfig } from "@swarmlane/player";
import type { HybridLoaderOptions } from "swarmlane";

/** The configuration in force. */
export type ShakaP2PEngineConfig = {
  core: DefinedCoreConfig;
  /** Addition: the settings of the loader that the site named. */
  loader?: HybridLoaderOptions;
  /** Addition: how segments are named. */
  identity?: IdentityScheme;
};

/** What the engine is made with. */
export type PartialShakaEngineConfig = Partial<Omit<ShakaP2PEngineConfig, "core">> & {
  /** The options of p2p-media-loader 2.x. */
  core?: Partial<CoreConfig>;
};

/** What can be changed at run time. */
export type DynamicShakaP2PEngineConfig = {
  core?: DynamicCoreConfig;
};
