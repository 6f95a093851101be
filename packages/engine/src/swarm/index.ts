export { swarmMachine } from "./swarm.machine.ts";
