/** The pages with `window.viewer`: a real player with each core. Node. */
import type { Core } from "../model/contender.ts";
import type { PageSource } from "./pages.ts";

/** hls.js 0.14 under the engine of 0.6.2. Only the core's script differs. */
export const oldViewerPages = {
  ours: oldViewerPage("ours"),
  "0.6.2": oldViewerPage("0.6.2"),
} as const satisfies Partial<Record<Core, PageSource>>;

/** hls.js 1: `bare` is the player alone. */
export const viewerPages = {
  ours: {
    name: "hls1-ours",
    entry: "hls1-ours.page.ts",
    scripts: ["/npm/hlsjs-1/hls.min.js", "/engine/hlsjs/swarmlane-hlsjs.min.js"],
  },
  "2.3.1": {
    name: "hls1-2.3.1",
    entry: "hls1-2.3.1.page.ts",
    scripts: ["/npm/hlsjs-1/hls.min.js"],
  },
  bare: {
    name: "hls1-alone",
    entry: "hls1-alone.page.ts",
    scripts: ["/npm/hlsjs-1/hls.min.js"],
  },
} as const satisfies Partial<Record<Core, PageSource>>;

function oldViewerPage(core: "ours" | "0.6.2"): PageSource {
  return {
    name: `viewer-${core}`,
    entry: "viewer.page.ts",
    scripts: [
      "/npm/hlsjs/hls.min.js",
      `/core/${core}/p2p-media-loader-core.min.js`,
      "/npm/p2pml-hlsjs/p2p-media-loader-hlsjs.min.js",
    ],
  };
}
