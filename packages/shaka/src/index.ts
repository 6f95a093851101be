/** The public entry: everything that p2p-media-loader-shaka 2.x exports, and the types of its core. Page. */
export type {
  DynamicShakaP2PEngineConfig,
  PartialShakaEngineConfig,
  ShakaP2PEngineConfig,
} from "./config.ts";
export { ShakaP2PEngine } from "./engine.ts";
export type { ShakaLibrary, ShakaPlayer } from "./shaka-api.ts";
export type {
  CoreConfig,
  CoreEventMap,
  DefinedCoreConfig,
  DynamicCoreConfig,
  PlayerStatistics,
  RequestError,
  StreamConfig,
} from "@swarmlane/player";
export type { HybridLoaderOptions } from "swarmlane";
