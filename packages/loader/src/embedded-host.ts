/**
 * The host's code as this build carries it. Each build puts its own module in this one's place
 * (scripts/build.mjs): the module builds `embedded-host.module.ts`, the global script `embedded-host.script.ts`.
 * Unbundled sources have no script for a worker, so they run the host on the page.
 */
import type { EmbeddedHost } from "./host/host-place.ts";

export const embeddedHost: EmbeddedHost = {
  script: undefined,
  async start(port) {
    const { startHost } = await import("@swarmlane/worker");
    startHost(port);
  },
  findPart: (part) =>
    Promise.reject(new Error(`when running from source, set the address of ${part}.js`)),
};
