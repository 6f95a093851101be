/** Loopback servers and viewers for one journey file. Node. `close` ends everything that it started. */
import {
  launchBrowser,
  startOrigin,
  startTracker,
  streamsFolder,
  type LaunchedBrowser,
  type Origin,
  type Tracker,
  type WatchedPage,
} from "@swarmlane/testkit/node";
import type { Page } from "playwright-core";
import { buildPages, pageMounts, pagePath, type Core, type Player } from "./pages.ts";
import type { ViewerOptions } from "./page/viewer-options.ts";
import type { ViewerReport } from "./page/viewer-report.ts";

export interface ViewerSetup extends Pick<
  ViewerOptions,
  "switchQualityAt" | "playerWorker" | "block" | "storage" | "validated"
> {
  readonly player: Player;
  readonly core: Core;
  /** Path of the manifest on the origin. */
  readonly stream: string;
  /** Viewers of the same stream find each other only under the same name. */
  readonly swarmId: string;
  readonly loader?: Readonly<Record<string, unknown>>;
  /** Response headers of the page: `Content-Security-Policy: …`. */
  readonly headers?: readonly string[];
  /** Runs before the page loads: init scripts, say. */
  readonly prepare?: (page: Page) => Promise<unknown>;
  /** Where it is opened, and who is closed when it leaves. Default: a new process. */
  readonly browser?: Pick<LaunchedBrowser, "open" | "close">;
}

export interface Viewer extends WatchedPage {
  report(): Promise<ViewerReport>;
  /** Resolves to the report once `isDone` says so; rejects after `timeout` ms, or when the page threw, with the last report. */
  until(
    what: string,
    isDone: (report: ViewerReport) => boolean,
    timeout?: number,
  ): Promise<ViewerReport>;
  /** Ends the viewer's browser. */
  leave(): Promise<void>;
}

export interface Harness {
  readonly origin: Origin;
  readonly tracker: Tracker;
  /** A viewer in a browser process of its own. */
  open(setup: ViewerSetup): Promise<Viewer>;
  close(): Promise<void>;
}

export async function startHarness(): Promise<Harness> {
  const files = await buildPages();
  const origin = await startOrigin({ mounts: { ...pageMounts, "/streams": streamsFolder }, files });
  const tracker = await startTracker();
  const browsers = new Set<Pick<LaunchedBrowser, "close">>();

  const open = async (setup: ViewerSetup): Promise<Viewer> => {
    const browser = setup.browser ?? (await launchBrowser());
    browsers.add(browser);
    const watched = await browser.open(viewerUrl(origin, tracker, setup), setup.prepare);
    const report = () => watched.page.evaluate(() => window.viewerReport);
    return {
      ...watched,
      report,
      until: (what, isDone, timeout = 60_000) => pollUntil(what, watched, report, isDone, timeout),
      leave: async () => {
        browsers.delete(browser);
        await browser.close();
      },
    };
  };

  return {
    origin,
    tracker,
    open,
    close: async () => {
      await Promise.all([...browsers].map((browser) => browser.close()));
      await Promise.all([origin.close(), tracker.close()]);
    },
  };
}

/** The page lies on one origin and the stream on another, as with a CDN. */
function viewerUrl(origin: Origin, tracker: Tracker, setup: ViewerSetup): string {
  const { player, core, stream, swarmId, loader, headers = [] } = setup;
  const { switchQualityAt, playerWorker, block, storage, validated } = setup;
  const options = {
    stream: origin.crossUrl + stream,
    loader: {
      trackerAnnounce: [tracker.url],
      // loopback needs no STUN, and 0.6.2's own default is invalid in today's browsers
      rtcConfig: { iceServers: [] },
      ...loader,
    },
    segments: { swarmId },
    // what is undefined is not in the JSON
    switchQualityAt,
    playerWorker,
    block,
    storage,
    validated,
  };
  const url = new URL(pagePath(player, core), origin.url);
  url.searchParams.set("options", JSON.stringify(options));
  for (const header of headers) url.searchParams.append("header", header);
  return url.href;
}

/** ms between two looks at a page. */
const pollInterval = 250;

async function pollUntil(
  what: string,
  { console: lines, problems }: WatchedPage,
  report: () => Promise<ViewerReport>,
  isDone: (report: ViewerReport) => boolean,
  timeout: number,
): Promise<ViewerReport> {
  const deadline = performance.now() + timeout;
  for (;;) {
    const seen = await report();
    if (isDone(seen)) return seen;
    // a page that threw waits for nothing
    if (problems.length > 0 || performance.now() > deadline) {
      const { segments, ...rest } = seen;
      const details = { ...rest, segments: segments.length, problems, console: lines.slice(-20) };
      throw new Error(`not within ${timeout} ms: ${what}\n${JSON.stringify(details, null, 1)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pollInterval));
  }
}
