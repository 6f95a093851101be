export { createOpenLinks } from "./session/open-links.ts";
export { swarmMachine } from "./swarm.machine.ts";
export type { Announced } from "./session/link.ts";
export type { SwarmInput } from "./swarm-context.ts";
