/** The page of each core, with `window.bench` on it (`src/page/bench-page.ts`). Node. */
import type { Core } from "../model/contender.ts";
import type { PeerOptions } from "../page/bench-page.ts";
import type { PageSource } from "./pages.ts";
import type { Peer } from "./peer.ts";
import type { Stage } from "./stage.ts";

export const loaderPages: Readonly<Record<Core, PageSource>> = {
  ours: {
    name: "ours",
    entry: "hybrid.page.ts",
    scripts: ["/core/ours/p2p-media-loader-core.min.js"],
  },
  "0.6.2": {
    name: "0.6.2",
    entry: "hybrid.page.ts",
    scripts: ["/core/0.6.2/p2p-media-loader-core.min.js"],
  },
  "2.3.1": { name: "2.3.1", entry: "core2.page.ts" },
  bare: { name: "bare", entry: "bare.page.ts", workers: ["bare.worker.ts"] },
};

/** Opens the core's page, and creates its loader if there are `options`. */
export async function openLoader(
  stage: Stage,
  core: Core,
  options?: PeerOptions,
  page: PageSource = loaderPages[core],
): Promise<Peer> {
  const peer = await stage.open(page);
  await peer.page.waitFor(() => window.bench !== undefined);
  if (options !== undefined) {
    await peer.page.evaluate((given) => window.bench?.open(given), options);
  }
  return peer;
}

/** Loads segments `from` to `to - 1` and returns how long it took on the page's clock. */
export async function load(peer: Peer, from: number, to: number) {
  const report = await peer.page.evaluate(([first, end]) => window.bench?.load(first, end), [
    from,
    to,
  ] as const);
  if (report === undefined) throw new Error("the page has no loader");
  return report;
}
