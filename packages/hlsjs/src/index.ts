/** The public entry: everything that p2p-media-loader-hlsjs 2.x exports, and the types of its core. Page. */
export type {
  DynamicHlsJsP2PEngineConfig,
  HlsJsP2PEngineConfig,
  PartialHlsJsP2PEngineConfig,
} from "./config.ts";
export { HlsJsP2PEngine } from "./engine.ts";
export type { HlsWithP2PClass, HlsWithP2PConfig, HlsWithP2PInstance } from "./engine.ts";
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
