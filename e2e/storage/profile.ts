/** A browser with a profile on disk, as a viewer has one: what its pages store outlives them, and the process. Node. */
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchOptions, watchPage, type WatchedPage } from "@swarmlane/testkit/node";
import { chromium, type BrowserContext, type Page } from "playwright-core";

export interface Profile {
  /** A tab; all tabs of one origin share its storage. `prepare` runs before it loads. */
  open(url: string, prepare?: (page: Page) => Promise<unknown>): Promise<WatchedPage>;
  /** Ends the process as a crash or a power cut would. */
  kill(): Promise<void>;
  /** Another process on the same profile; the former is ended if it has not been killed. */
  restart(): Promise<void>;
  /** Ends the process and deletes the profile. */
  close(): Promise<void>;
}

export interface ProfileSetup {
  /** As the settings of Chrome store it, under `profile`. */
  readonly preferences?: object;
}

/** The user forbids sites to store anything. */
export const storageForbidden: ProfileSetup = {
  preferences: { default_content_setting_values: { cookies: 2 } },
};

export async function openProfile({ preferences }: ProfileSetup = {}): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), "swarmlane-profile-"));
  if (preferences !== undefined) {
    await mkdir(join(folder, "Default"));
    const text = JSON.stringify({ profile: preferences });
    await writeFile(join(folder, "Default", "Preferences"), text);
  }
  let context = await launch(folder);

  return {
    open: async (url, prepare) => {
      const page = await context.newPage();
      const watched = watchPage(page);
      await prepare?.(page);
      await page.goto(url);
      return watched;
    },
    kill: async () => {
      const browser = context.browser();
      if (browser === null) throw new Error("the profile's browser cannot be reached");
      const ended = new Promise((resolve) => context.once("close", resolve));
      const session = await browser.newBrowserCDPSession();
      // it does not live to answer
      void session.send("Browser.crash").catch(() => undefined);
      await ended;
    },
    restart: async () => {
      await context.close();
      context = await launch(folder);
    },
    close: async () => {
      await context.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function launch(folder: string): Promise<BrowserContext> {
  const options = launchOptions();
  const args = [...options.args, "--autoplay-policy=no-user-gesture-required"];
  return chromium.launchPersistentContext(folder, { ...options, args });
}
