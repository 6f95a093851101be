/** The pages with `window.crowdOf`, each with the core that it measures. Node. */
import type { PageSource } from "./pages.ts";

export const crowdPages: Readonly<Record<"ours" | "0.6.2", PageSource>> = {
  ours: {
    name: "crowd-ours",
    entry: "crowd.page.ts",
    scripts: ["/core/ours/p2p-media-loader-core.min.js"],
    workers: ["crowd.worker.ts"],
  },
  "0.6.2": {
    name: "crowd-0.6.2",
    entry: "crowd.page.ts",
    scripts: ["/core/0.6.2/p2p-media-loader-core.min.js"],
  },
};
