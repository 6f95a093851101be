/** ESM and CommonJS: the worker's text for a Blob, and chunks for code that is only loaded when it is needed. */
import type { HostPart } from "./host/host-part.ts";
import type { EmbeddedHost } from "./host/host-place.ts";

/** The build puts the text of `dist/worker.js` here. */
declare const __SWARMLANE_WORKER__: string;

const partScripts = {
  "inspector-feed": () => import("./host/inspector-feed-script.ts"),
  "indexeddb-store": () => import("./host/indexeddb-store-script.ts"),
};
/** All loaders of the page share one Blob for each script. */
const addresses: Partial<Record<HostPart, string>> = {};

export const embeddedHost: EmbeddedHost = {
  script: __SWARMLANE_WORKER__,
  async start(port) {
    const { startHost } = await import("@swarmlane/worker");
    startHost(port);
  },
  async findPart(part) {
    const { partScript } = await partScripts[part]();
    addresses[part] ??= URL.createObjectURL(new Blob([partScript], { type: "text/javascript" }));
    return addresses[part];
  },
};
