export { main } from "./main.ts";
export { simulate, type Progress, type RunResult } from "./simulate.ts";
export { scenarios, type Scenario } from "./scenario/scenario.ts";
export type { Figures } from "./results/figures.ts";
