/** The public entry of the host's code when it runs on the page. The worker's script is `worker-entry.ts`. */
export { startHost } from "./start-host.ts";
