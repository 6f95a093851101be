export { createEngine } from "./create-engine.ts";
export type { CreateEngine, Engine, EngineOptions } from "./engine.ts";
export { withDeadline } from "./deadline.ts";
export { createMemoryStore } from "./storage/memory-store.ts";
