/** Builds the pages that peers run in, from scripts as npm ships them and a script of `src/page/`. Node. */
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePageScript, streamsFolder } from "@swarmlane/testkit/node";

export interface PageSource {
  /** The page's name in its address. */
  readonly name: string;
  /** A file of `src/page/`; its script is the last one of the page. */
  readonly entry: string;
  /** Classic scripts before it, by path on the origin (see `scriptMounts`). */
  readonly scripts?: readonly string[];
  /** More files of `src/page/`, which the page starts as workers: `bare.worker.ts` is served as `/pages/bare.worker.js`. */
  readonly workers?: readonly string[];
}

export interface PageMaker {
  /** The page's path on the origin. Each page is built once. */
  build(source: PageSource): Promise<string>;
}

const fromRoot = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const require = createRequire(import.meta.url);
const packageFolder = (name: string) => dirname(require.resolve(`${name}/package.json`));

/** Folders that scripts come from, by path on the origin. */
export const scriptMounts: Readonly<Record<string, string>> = {
  "/core/ours": fromRoot("packages/loader/build"),
  ...Object.fromEntries(
    ["hlsjs", "shaka", "dashjs", "videojs"].map((name) => [
      `/engine/${name}`,
      fromRoot(`packages/${name}/dist`),
    ]),
  ),
  "/core/0.6.2": join(packageFolder("p2p-media-loader-core"), "build"),
  // The `exports` of this package hide its package.json.
  "/core/2.3.1": fromRoot("node_modules/p2p-media-loader-core-2/dist"),
  "/npm/hlsjs": join(packageFolder("hls.js"), "dist"),
  "/npm/p2pml-hlsjs": join(packageFolder("p2p-media-loader-hlsjs"), "build"),
  // The `exports` of these packages also hide their package.json.
  "/npm/hlsjs-1": fromRoot("node_modules/hls.js-1/dist"),
  "/npm/shaka-5": fromRoot("node_modules/shaka-player-5/dist"),
  "/npm/dashjs": fromRoot("node_modules/dashjs/dist"),
  "/npm/videojs": fromRoot("node_modules/video.js/dist"),
  "/npm/p2pml-hlsjs-2": fromRoot("node_modules/p2p-media-loader-hlsjs-2/dist"),
  "/streams": streamsFolder,
};

/** Writes into `folder`, which the origin serves as `/pages`. */
export function createPageMaker(folder: string): PageMaker {
  const built = new Map<string, Promise<string>>();

  const buildScript = async (entry: string) => {
    const path = fileURLToPath(new URL(`../page/${entry}`, import.meta.url));
    const name = entry.replace(/\.ts$/, ".js");
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), await bundlePageScript(path, "benchScript"));
    return `/pages/${name}`;
  };

  const buildPage = async ({ name, entry, scripts = [], workers = [] }: PageSource) => {
    await mkdir(folder, { recursive: true });
    await Promise.all(workers.map(buildScript));
    const html = pageHtml(name, [...scripts, await buildScript(entry)]);
    await writeFile(join(folder, `${name}.html`), html);
    return `/pages/${name}.html`;
  };

  return {
    build: (source) => {
      const page = built.get(source.name) ?? buildPage(source);
      built.set(source.name, page);
      return page;
    },
  };
}

function pageHtml(title: string, scripts: readonly string[]): string {
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><title>${title}</title>`,
    // Avoids a request for an icon, which would be a 404 in the console.
    '<link rel="icon" href="data:,"></head><body>',
    ...scripts.map((src) => `<script src="${src}"></script>`),
    "</body></html>",
  ].join("\n");
}
