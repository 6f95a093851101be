/** The public entry. Page. */
export type {
  DynamicVideoJsP2PEngineConfig,
  PartialVideoJsP2PEngineConfig,
  VideoJsP2PEngineConfig,
} from "./config.ts";
export { VideoJsP2PEngine } from "./videojs-engine.ts";
export type { VideoJs, VideoJsPlayer } from "./vhs/vhs-types.ts";
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
