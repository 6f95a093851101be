/**
 * The host's code in this build. Each build replaces this module (scripts/build.mjs): the module builds use
 * `embedded-host.module.ts`, and the global script uses `embedded-host.script.ts`.
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
