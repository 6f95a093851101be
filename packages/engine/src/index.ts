export type { CreateEngine, Engine } from "./engine.ts";
