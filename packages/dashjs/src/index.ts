/** The public entry: the engine, and the types of its configuration and events. Page. */
export type {
  DynamicDashJsP2PEngineConfig,
  PartialDashJsP2PEngineConfig,
  DashJsP2PEngineConfig,
} from "./config.ts";
export { DashJsP2PEngine } from "./engine.ts";
export type { DashPlayer } from "./dash-api.ts";
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
