/** Loopback servers and viewers with today's players. Node. `close` ends everything that it started. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  bundlePageScript,
  launchBrowser,
  startOrigin,
  startTracker,
  streamsFolder,
  type LaunchedBrowser,
  type Origin,
  type WatchedPage,
} from "@swarmlane/testkit/node";
import type { PlayerReport } from "./page/player-report.ts";
import type { PlayerViewerOptions } from "./page/viewer-options.ts";

export interface PlayerSetup extends Pick<PlayerViewerOptions, "player" | "switchQualityAt"> {
  /** Path of the manifest on the origin, with its query. */
  readonly stream: string;
  /** Viewers find each other under the same name. Undefined: the player alone. */
  readonly swarmId?: string;
  readonly core?: Readonly<Record<string, unknown>>;
  /** Default: the ESM build. */
  readonly build?: PlayerViewerOptions["build"];
}

export interface PlayerViewer extends WatchedPage {
  report(): Promise<PlayerReport>;
  /** Rejects after `timeout` ms with the last report. */
  until(
    what: string,
    isDone: (report: PlayerReport) => boolean,
    timeout?: number,
  ): Promise<PlayerReport>;
  leave(): Promise<void>;
}

export interface Stage {
  readonly origin: Origin;
  open(setup: PlayerSetup): Promise<PlayerViewer>;
  close(): Promise<void>;
}

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const require = createRequire(import.meta.url);

/** One browser for all viewers: each has a context, and so a peer connection, of its own. */
export async function startStage(): Promise<Stage> {
  const script = await bundlePageScript(fromRoot("e2e/players/page/hlsjs.page.ts"), "playerPage");
  const origin = await startOrigin({
    mounts: {
      "/streams": streamsFolder,
      "/engine/hlsjs": fromRoot("packages/hlsjs/dist"),
      "/npm/hls.js": join(dirname(require.resolve("hls.js-1/package.json")), "dist"),
    },
    files: { "/pages/hlsjs.js": script, "/pages/hlsjs.html": pageHtml("hlsjs") },
  });
  const tracker = await startTracker();
  const browsers = new Set<LaunchedBrowser>();

  async function open(setup: PlayerSetup): Promise<PlayerViewer> {
    const browser = await launchBrowser();
    browsers.add(browser);
    const url = new URL("/pages/hlsjs.html", origin.url);
    url.searchParams.set("options", JSON.stringify(optionsOf(setup)));
    const watched = await browser.open(url.href);
    const report = () => watched.page.evaluate(() => window.playerReport);
    return {
      ...watched,
      report,
      until: (what, isDone, timeout = 60_000) => pollUntil(what, watched, report, isDone, timeout),
      leave: async () => {
        browsers.delete(browser);
        await browser.close();
      },
    };
  }

  function optionsOf({ stream, swarmId, core, build = "module", ...rest }: PlayerSetup) {
    const engine = {
      ...{ swarmId, announceTrackers: [tracker.url], rtcConfig: { iceServers: [] } },
      ...core,
    };
    return {
      ...{ ...rest, build },
      // Page and stream on different origins, as with a CDN.
      stream: origin.crossUrl + stream,
      ...(swarmId !== undefined && { core: engine }),
    } satisfies PlayerViewerOptions;
  }

  return {
    origin,
    open,
    close: async () => {
      await Promise.all([...browsers].map((browser) => browser.close()));
      await Promise.all([origin.close(), tracker.close()]);
    },
  };
}

function pageHtml(player: string): string {
  const scripts = [
    "/npm/hls.js/hls.min.js",
    `/engine/${player}/swarmlane-${player}.min.js`,
    `/pages/${player}.js`,
  ];
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${player}</title>`,
    '<link rel="icon" href="data:,"></head><body>',
    ...scripts.map((src) => `<script src="${src}"></script>`),
    "</body></html>",
  ].join("\n");
}

/** ms between two looks at a page. */
const pollInterval = 250;

async function pollUntil(
  what: string,
  { console: lines, problems }: WatchedPage,
  report: () => Promise<PlayerReport>,
  isDone: (report: PlayerReport) => boolean,
  timeout: number,
): Promise<PlayerReport> {
  const deadline = performance.now() + timeout;
  for (;;) {
    const seen = await report();
    if (isDone(seen)) return seen;
    if (problems.length > 0 || seen.errors.length > 0 || performance.now() > deadline) {
      const { segments, ...rest } = seen;
      const details = { ...rest, segments: segments.length, problems, console: lines.slice(-20) };
      throw new Error(`not within ${timeout} ms: ${what}\n${JSON.stringify(details, null, 1)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pollInterval));
  }
}
