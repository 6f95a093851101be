/**
 * Starts independent Chromium processes for journeys, and watches their pages. Node.
 * The caller closes what it launches. A page that reported an error fails its test through `expectClean`.
 */
import { chromium, type Browser, type Page } from "playwright-core";
import { findBrowser, launchOptions, searchedPlaces } from "./find-browser.ts";

export interface WatchedPage {
  readonly page: Page;
  /** Console lines of the page and its workers, `type: text`, the newest 2,000. */
  readonly console: readonly string[];
  /** Uncaught errors and unhandled rejections, of the page and of its workers, and crashes. */
  readonly problems: readonly string[];
  /** Throws with all problems when there were any. Call it at the end of each test. */
  expectClean(): void;
}

export interface LaunchedBrowser {
  readonly browser: Browser;
  /** A page in a context of its own: no storage is shared with other pages. `prepare` runs before it loads. */
  open(url: string, prepare?: (page: Page) => Promise<unknown>): Promise<WatchedPage>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** One process, one viewer. Rejects with the searched places when no browser is found. */
export async function launchBrowser(extraFlags: readonly string[] = []): Promise<LaunchedBrowser> {
  if (findBrowser() === undefined) {
    throw new Error(`no browser found; looked at:\n${searchedPlaces().join("\n")}`);
  }
  const options = launchOptions();
  const browser = await chromium.launch({
    ...options,
    args: [...options.args, "--autoplay-policy=no-user-gesture-required", ...extraFlags],
    // Playwright switches the back/forward cache off, which viewers have.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
  return {
    browser,
    open: async (url, prepare) => {
      const page = await browser.newPage();
      const watched = watchPage(page);
      await prepare?.(page);
      await page.goto(url);
      return watched;
    },
    close: () => browser.close(),
  };
}

/** Begins to collect what a page reports. */
export function watchPage(page: Page): WatchedPage {
  const lines: string[] = [];
  const problems: string[] = [];
  page.on("console", (message) => {
    lines.push(`${message.type()}: ${message.text()}`);
    if (lines.length > 2000) lines.shift();
  });
  // This includes uncaught errors and unhandled rejections, also those of dedicated workers.
  page.on("pageerror", (error) => problems.push(error.stack ?? error.message));
  page.on("crash", () => problems.push("the page crashed"));
  return {
    page,
    console: lines,
    problems,
    expectClean: () => {
      if (problems.length > 0) {
        throw new Error(`${page.url()} reported:\n${problems.join("\n")}`);
      }
    },
  };
}
