/** Loopback servers and viewers with today's players. Node. `close` ends everything that it started. */
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

/** The pages, and what they take their player from. */
const pages = {
  hlsjs: { npm: "hls.js-1", script: "hls.min.js" },
  shaka: { npm: "shaka-player-5", script: "shaka-player.compiled.js" },
  dashjs: { npm: "dashjs", script: "modern/umd/dash.all.min.js" },
  videojs: { npm: "video.js", script: "video.min.js" },
} as const;

export type PlayerName = keyof typeof pages;

export interface PlayerSetup extends Pick<PlayerViewerOptions, "player" | "switchQualityAt"> {
  /** Default: the first of the stage. */
  readonly page?: PlayerName;
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

/** One browser for all viewers: each has a context, and so a peer connection, of its own. */
export async function startStage(...names: readonly [PlayerName, ...PlayerName[]]): Promise<Stage> {
  const files: Record<string, string> = {};
  const mounts: Record<string, string> = { "/streams": streamsFolder };
  for (const name of names) {
    const entry = fromRoot(`e2e/players/page/${name}.page.ts`);
    files[`/pages/${name}.js`] = await bundlePageScript(entry, "playerPage");
    files[`/pages/${name}.html`] = pageHtml(name);
    mounts[`/engine/${name}`] = fromRoot(`packages/${name}/dist`);
    const { npm } = pages[name];
    mounts[`/npm/${npm}`] = fromRoot(`node_modules/${npm}/dist`);
  }
  const origin = await startOrigin({ mounts, files });
  const tracker = await startTracker();
  const browsers = new Set<LaunchedBrowser>();

  async function open(setup: PlayerSetup): Promise<PlayerViewer> {
    const browser = await launchBrowser();
    browsers.add(browser);
    const url = new URL(`/pages/${setup.page ?? names[0]}.html`, origin.url);
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

  function optionsOf({ page: _, stream, swarmId, core, build = "module", ...rest }: PlayerSetup) {
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

function pageHtml(player: PlayerName): string {
  const { npm, script } = pages[player];
  const scripts = [
    `/npm/${npm}/${script}`,
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
