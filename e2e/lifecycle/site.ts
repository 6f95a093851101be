/** One browser, loopback servers, and pages that hold loaders and no player. Node. `close` ends all of it. */
import { fileURLToPath } from "node:url";
import {
  bundlePageScript,
  launchBrowser,
  openUndrivenPage,
  startOrigin,
  startTracker,
  type UndrivenPage,
  type LaunchedBrowser,
  type Origin,
  type Tracker,
  type WatchedPage,
} from "@swarmlane/testkit/node";
import { pageMounts } from "../harness/pages.ts";
import { createRemote, type Remote } from "./remote.ts";

export interface SitePage extends WatchedPage, Remote {}

export interface SitePageSetup {
  /** `script` is the global script, `module` the ESM build. */
  readonly build?: "script" | "module";
  /** Response headers of the page: `Content-Security-Policy: …`. */
  readonly headers?: readonly string[];
  /** Runs in the page before anything else. */
  readonly initScript?: string;
}

export interface Site {
  readonly origin: Origin;
  readonly tracker: Tracker;
  readonly browser: LaunchedBrowser;
  /** A page in a context of its own. */
  open(setup?: SitePageSetup): Promise<SitePage>;
  openUndriven(): Promise<UndrivenPage & Remote>;
  /** Settings of a loader that finds peers here. */
  readonly peerSettings: object;
  close(): Promise<void>;
}

/** `files` are further texts of the origin, by path. */
export async function openSite(files: Record<string, string> = {}): Promise<Site> {
  const entry = fileURLToPath(new URL("page/rig.page.ts", import.meta.url));
  const origin = await startOrigin({
    mounts: pageMounts,
    files: {
      ...files,
      "/rig.js": await bundlePageScript(entry, "rigPage"),
      "/core.mjs": 'import * as core from "/loader/index.mjs";\nwindow.p2pml = { core };\n',
      "/script.html": pageHtml('<script src="/core/ours/p2p-media-loader-core.min.js"></script>'),
      "/module.html": pageHtml('<script type="module" src="/core.mjs"></script>'),
      "/elsewhere.html": "<!doctype html><link rel=icon href='data:,'><title>elsewhere</title>",
    },
  });
  const [tracker, browser] = await Promise.all([startTracker(), launchBrowser()]);

  return {
    origin,
    tracker,
    browser,
    peerSettings: { trackerAnnounce: [tracker.url], rtcConfig: { iceServers: [] } },
    open: async ({ build = "script", headers = [], initScript = "" } = {}) => {
      const url = new URL(`/${build}.html`, origin.url);
      for (const header of headers) url.searchParams.append("header", header);
      const watched = await browser.open(url.href, (page) => page.addInitScript(initScript));
      return { ...watched, ...createRemote((expression) => watched.page.evaluate(expression)) };
    },
    openUndriven: async () => {
      const page = await openUndrivenPage(browser.browser, `${origin.url}/script.html`);
      return { ...page, ...createRemote((expression) => page.evaluate(expression)) };
    },
    close: async () => {
      await browser.close();
      await Promise.all([origin.close(), tracker.close()]);
    },
  };
}

function pageHtml(coreScript: string): string {
  return [
    "<!doctype html>",
    // no request for an icon, which would be a 404 in the console
    '<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">',
    `<script src="/rig.js"></script>${coreScript}</head><body></body></html>`,
  ].join("\n");
}
