/** The viewer pages: HTML around packages as npm ships them, and around the core under test. Node. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePageScript } from "@swarmlane/testkit/node";

export const players = ["hlsjs", "shaka", "bare"] as const;
export type Player = (typeof players)[number];

/** `ours`: what `npm run build` made; `oracle`: p2p-media-loader-core 0.6.2. */
export const cores = ["ours", "oracle"] as const;
export type Core = (typeof cores)[number];

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const require = createRequire(import.meta.url);
const packageFolder = (name: string) => dirname(require.resolve(`${name}/package.json`));

/** Folders that the pages' scripts come from. */
export const pageMounts: Readonly<Record<string, string>> = {
  "/core/ours": fromRoot("packages/loader/build"),
  "/core/oracle": join(packageFolder("p2p-media-loader-core"), "build"),
  "/npm/hlsjs": join(packageFolder("hls.js"), "dist"),
  "/npm/shaka": join(packageFolder("shaka-player"), "dist"),
  "/npm/p2pml-hlsjs": join(packageFolder("p2p-media-loader-hlsjs"), "build"),
  "/npm/p2pml-shaka": join(packageFolder("p2p-media-loader-shaka"), "build"),
  "/loader": fromRoot("packages/loader/dist"),
};

/** The order of a real page: player, core, adapter. */
const playerScripts: Readonly<Record<Player, { before: string[]; after: string[] }>> = {
  hlsjs: {
    before: ["/npm/hlsjs/hls.min.js"],
    after: ["/npm/p2pml-hlsjs/p2p-media-loader-hlsjs.min.js"],
  },
  shaka: {
    before: ["/npm/shaka/shaka-player.compiled.js"],
    after: ["/npm/p2pml-shaka/p2p-media-loader-shaka.min.js"],
  },
  bare: { before: [], after: [] },
};

export function pagePath(player: Player, core: Core): string {
  return `/pages/${player}-${core}.html`;
}

/** All pages and their scripts, by path, for the origin's `files`. */
export async function buildPages(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const player of players) {
    const entry = fileURLToPath(new URL(`./page/${player}.page.ts`, import.meta.url));
    files[`/pages/${player}.js`] = await bundlePageScript(entry, "viewerPage");
    for (const core of cores) files[pagePath(player, core)] = pageHtml(player, core);
  }
  return files;
}

function pageHtml(player: Player, core: Core): string {
  const { before, after } = playerScripts[player];
  const scripts = [
    ...before,
    `/core/${core}/p2p-media-loader-core.min.js`,
    ...(core === "ours" ? ["/core/ours/swarmlane-storage.min.js"] : []),
    ...after,
    `/pages/${player}.js`,
  ];
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><title>${player}, ${core}</title>`,
    // no request for an icon, which would be a 404 in the console
    '<link rel="icon" href="data:,"></head><body>',
    ...scripts.map((src) => `<script src="${src}"></script>`),
    "</body></html>",
  ].join("\n");
}
