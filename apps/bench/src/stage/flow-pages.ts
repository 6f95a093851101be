/** The pages with `window.flow`, and an empty page for a comparison of their memory. Node. */
import type { PageSource } from "./pages.ts";

export const flowPages: Readonly<Record<"ours" | "0.6.2", PageSource>> = {
  ours: flowPage("ours"),
  "0.6.2": flowPage("0.6.2"),
};

export const emptyPage: PageSource = { name: "empty", entry: "empty.page.ts" };

function flowPage(core: "ours" | "0.6.2"): PageSource {
  return {
    name: `flow-${core}`,
    entry: "flow.page.ts",
    scripts: [`/core/${core}/p2p-media-loader-core.min.js`],
  };
}
