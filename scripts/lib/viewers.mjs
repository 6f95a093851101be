/** Headless viewers of the player page: a Chromium process each, as on machines of their own. */
import { chromium } from "playwright-core";

/** @typedef {import("playwright-core").LaunchOptions} LaunchOptions */
/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("../../apps/demo/src/snapshot.ts").ViewerSnapshot} ViewerSnapshot */

/** @param {LaunchOptions} launchOptions */
export function createViewers(launchOptions) {
  /** @type {Page[]} */
  const pages = [];
  /** @type {Promise<Browser>[]} */
  const launches = [];
  let closed = false;

  return {
    /** One more. Nothing happens once they are closed. @param {string} url */
    open: async (url) => {
      if (closed) return;
      const launch = chromium.launch({
        ...launchOptions,
        // Our own handlers react to signals, and close everything in order.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      });
      launches.push(launch);
      const page = await (await launch).newPage();
      pages.push(page);
      await page.goto(url);
    },
    /** Undefined for one that does not answer. */
    read: () => Promise.all(pages.map(readSnapshot)),
    /** Ends every process, those that are still starting too. */
    close: async () => {
      closed = true;
      const browsers = await Promise.allSettled(launches);
      const running = browsers.filter((result) => result.status === "fulfilled");
      await Promise.allSettled(running.map(({ value }) => value.close()));
    },
  };
}

/**
 * @param {Page} page
 * @returns {Promise<ViewerSnapshot | undefined>}
 */
async function readSnapshot(page) {
  try {
    return await page.evaluate(() => window.viewer?.snapshot());
  } catch {
    // Closed or crashed: the table says so.
    return undefined;
  }
}
