/** ESM and CommonJS: the worker's text for a Blob, and a chunk that is loaded only where a worker cannot be had. */
import type { EmbeddedHost } from "./host/host-place.ts";

/** The build puts the text of `dist/worker.js` here. */
declare const __SWARMLANE_WORKER__: string;

export const embeddedHost: EmbeddedHost = {
  script: __SWARMLANE_WORKER__,
  async start(port) {
    const { startHost } = await import("@swarmlane/worker");
    startHost(port);
  },
  async feedUrl() {
    const { feedScript } = await import("./inspection/feed-script.ts");
    return URL.createObjectURL(new Blob([feedScript], { type: "text/javascript" }));
  },
};
