/** The pages that `window.viewer` is on: a real player with each core. Node. */
import { existsSync } from "node:fs";
import type { Core } from "../model/contender.ts";
import { scriptMounts, type PageSource } from "./pages.ts";

/** The player and the engine of 2.x are not among the workspace's packages unless somebody wants to compare with them. */
export const howToGetPlayer2 =
  "not installed: npm i -D --ignore-scripts hls.js-1@npm:hls.js@1 p2p-media-loader-hlsjs-2@npm:p2p-media-loader-hlsjs@2.3.1";

/** Undefined for what has no player here. Only the core's script differs between the first two. */
export function viewerPageOf(core: Core): PageSource | undefined {
  switch (core) {
    case "ours":
    case "0.6.2":
      return {
        name: `viewer-${core}`,
        entry: "viewer.page.ts",
        scripts: [
          "/npm/hlsjs/hls.min.js",
          `/core/${core}/p2p-media-loader-core.min.js`,
          "/npm/p2pml-hlsjs/p2p-media-loader-hlsjs.min.js",
        ],
      };
    case "2.3.1":
      return isInstalled("/npm/hlsjs-1") && isInstalled("/npm/p2pml-hlsjs-2")
        ? { name: "viewer-2.3.1", entry: "viewer2.page.ts", scripts: ["/npm/hlsjs-1/hls.min.js"] }
        : undefined;
    case "bare":
      return undefined;
  }
}

function isInstalled(mount: string): boolean {
  return existsSync(scriptMounts[mount] ?? "");
}
