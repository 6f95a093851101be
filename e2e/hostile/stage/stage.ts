/** Loopback servers and one browser for the scenarios of a file. Node. `close` ends everything that it started. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import {
  bundlePageScript,
  launchBrowser,
  startEvilTracker,
  startOrigin,
  startTracker,
  type EvilTracker,
  type LaunchedBrowser,
  type Origin,
  type Tracker,
  type WatchedPage,
} from "@swarmlane/testkit/node";
import type { Page } from "playwright-core";
import type { ProbeReport } from "./probe.ts";
import { digestOf, type SegmentShape } from "./segments.ts";
import type { StageUrls } from "./stage.page.ts";

/** `ours`: what `npm run build` made; `oracle`: p2p-media-loader-core 0.6.2. */
export type Core = "ours" | "oracle";

export interface Stage {
  readonly origin: Origin;
  readonly tracker: Tracker;
  readonly evilTracker: EvilTracker;
  readonly urls: StageUrls;
  /** A page with `window.stage`, in a context of its own: its connections to the origin are its own, too. */
  open(options?: StageOptions): Promise<WatchedPage>;
  /** Runs a scenario in a page of its own, and fails when anything on it went uncaught. */
  play<Result>(scenario: (page: Page) => Promise<Result>, options?: StageOptions): Promise<Result>;
  close(): Promise<void>;
}

export interface StageOptions {
  /** Default `ours`. */
  readonly core?: Core;
  /** Runs before the page loads. */
  readonly prepare?: (page: Page) => unknown;
}

export async function startStage(): Promise<Stage> {
  const origin = await startOrigin({ files: await stageFiles() });
  const tracker = await startTracker();
  const evilTracker = await startEvilTracker();
  const browser = await launchBrowser();
  const urls = { origin: origin.crossUrl, tracker: tracker.url, evilTracker: evilTracker.url };

  const open = (options: StageOptions = {}): Promise<WatchedPage> =>
    openPage(browser, origin, urls, options);
  return {
    ...{ origin, tracker, evilTracker, urls, open },
    play: async (scenario, options) => {
      const watched = await open(options);
      try {
        const result = await scenario(watched.page);
        watched.expectClean();
        return result;
      } finally {
        await watched.page.close();
      }
    },
    close: async () => {
      await browser.close();
      await Promise.all([origin.close(), tracker.close(), evilTracker.close()]);
    },
  };
}

/** Every one of these segments was loaded, and nothing that was loaded had other bytes than the origin's. */
export async function expectRightBytes(
  { loaded }: Pick<ProbeReport, "loaded">,
  swarm: string,
  names: readonly string[],
  shape?: SegmentShape,
): Promise<void> {
  for (const name of names) {
    const digests = loaded.filter(({ id }) => id === `${swarm}+${name}`);
    expect(digests.length, `${name} was loaded`).toBeGreaterThan(0);
    const right = await digestOf(name, shape);
    for (const { sha256 } of digests) expect(sha256, name).toBe(right);
  }
}

async function stageFiles(): Promise<Record<string, string>> {
  const fromRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
  const oracle = createRequire(import.meta.url).resolve("p2p-media-loader-core/package.json");
  const name = "p2p-media-loader-core.min.js";
  const page = (core: Core) =>
    [
      "<!doctype html>",
      // no request for an icon, which would be a 404 in the console
      '<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"></head><body>',
      `<script src="/${core}.js"></script><script src="/stage.js"></script></body></html>`,
    ].join("\n");
  return {
    "/ours.js": await readFile(join(fromRoot("packages/loader/build"), name), "utf8"),
    "/oracle.js": await readFile(join(dirname(oracle), "build", name), "utf8"),
    "/stage.js": await bundlePageScript(
      fileURLToPath(new URL("./stage.page.ts", import.meta.url)),
      "stagePage",
    ),
    "/ours.html": page("ours"),
    "/oracle.html": page("oracle"),
  };
}

async function openPage(
  browser: LaunchedBrowser,
  origin: Origin,
  urls: StageUrls,
  { core = "ours", prepare }: StageOptions,
): Promise<WatchedPage> {
  const url = new URL(`/${core}.html`, origin.url);
  url.searchParams.set("urls", JSON.stringify(urls));
  return browser.open(url.href, async (page) => {
    await prepare?.(page);
  });
}
