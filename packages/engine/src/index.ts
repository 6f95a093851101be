export { createEngine } from "./create-engine.ts";
export type { CreateEngine, Engine, EngineOptions } from "./engine.ts";
