/** A browser whose pages keep what they store on the disk, as a visitor's does: other pages here are private. Node. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchOptions, watchPage, type LaunchedBrowser } from "@swarmlane/testkit/node";
import { chromium } from "playwright-core";

/** `folder` gets the profile; whoever made it removes it. */
export async function launchOnDisk(folder = tmpdir()): Promise<LaunchedBrowser> {
  const profile = await mkdtemp(join(folder, "profile-"));
  const context = await chromium.launchPersistentContext(profile, launchOptions());
  const browser = context.browser();
  if (browser === null) throw new Error("a context without a browser");
  return {
    browser,
    open: async (url, prepare) => {
      const page = await context.newPage();
      const watched = watchPage(page);
      await prepare?.(page);
      await page.goto(url);
      return watched;
    },
    close: () => context.close(),
  };
}
