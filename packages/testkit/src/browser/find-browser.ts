/**
 * Finds a Chromium to test with. Node. Starts nothing and never throws: a caller that needs a browser
 * decides what its absence means, and can print `searchedPlaces()`.
 */
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

export interface FoundBrowser {
  readonly executablePath: string;
  /** Where it was found, in words. */
  readonly source: string;
}

/** What Playwright's `launch` takes, as far as we use it. */
export interface BrowserLaunchOptions {
  readonly executablePath?: string;
  readonly args: string[];
  /** The whole browser in the new headless mode, not Playwright's headless shell. */
  readonly headless: boolean;
}

/** Looked at in this order; the first that names an existing file wins. */
export const browserVariables = ["SWARMLANE_BROWSER", "CHROME_PATH"] as const;

/**
 * Loopback only: no background traffic, host candidates with real addresses, timers that keep time. Without the two
 * pages of the address bar, which take half of the processor time that a browser needs to start (Chromium 156).
 */
export const chromiumFlags: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--allow-loopback-in-peer-connection",
  "--disable-features=WebRtcHideLocalIpsWithMdns,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
  "--disable-background-timer-throttling",
  "--disable-renderer-backgrounding",
];

const commands = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
];

/** Environment variable, then an installed Chrome or Chromium, then the `PATH`, then Playwright's own. */
export function findBrowser(): FoundBrowser | undefined {
  for (const name of browserVariables) {
    const path = process.env[name];
    if (path !== undefined && isExecutable(path)) return { executablePath: path, source: name };
  }
  for (const path of installedPlaces()) {
    if (isExecutable(path)) return { executablePath: path, source: "installed" };
  }
  for (const path of pathPlaces()) {
    if (isExecutable(path)) return { executablePath: path, source: "PATH" };
  }
  for (const path of playwrightPlaces()) {
    if (isExecutable(path)) return { executablePath: path, source: "Playwright" };
  }
  return undefined;
}

/** Every place that `findBrowser` looks at, for the message when there is none. */
export function searchedPlaces(): string[] {
  return [
    ...browserVariables.map((name) => `environment variable ${name}`),
    ...installedPlaces(),
    `${commands.join(", ")} on the PATH`,
    `Playwright's browsers in ${playwrightCache()}`,
  ];
}

/** For Playwright's `launch`. Without a browser the path is left out, and Playwright looks for its own. */
export function launchOptions(): BrowserLaunchOptions {
  const found = findBrowser();
  return {
    ...(found === undefined ? {} : { executablePath: found.executablePath }),
    args: [...chromiumFlags],
    headless: true,
  };
}

function installedPlaces(): string[] {
  if (process.platform === "darwin") {
    const names = ["Google Chrome", "Chromium"];
    const roots = ["/Applications", join(homedir(), "Applications")];
    return roots.flatMap((root) =>
      names.map((name) => join(root, `${name}.app`, "Contents/MacOS", name)),
    );
  }
  if (process.platform === "win32") {
    const roots = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"];
    return roots
      .map((name) => process.env[name])
      .filter((root) => root !== undefined)
      .flatMap((root) => [
        join(root, "Google/Chrome/Application/chrome.exe"),
        join(root, "Chromium/Application/chrome.exe"),
      ]);
  }
  return [...commands.map((name) => join("/usr/bin", name)), "/opt/google/chrome/chrome"];
}

function pathPlaces(): string[] {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return commands.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
}

/** Newest first: Playwright names the folders `chromium-<build>`. */
function playwrightPlaces(): string[] {
  const cache = playwrightCache();
  if (!existsSync(cache)) return [];
  const inside = {
    darwin: ["chrome-mac/Chromium.app/Contents/MacOS/Chromium"],
    win32: ["chrome-win64/chrome.exe", "chrome-win/chrome.exe"],
  }[process.platform as string] ?? ["chrome-linux64/chrome", "chrome-linux/chrome"];
  const build = (folder: string) => Number(folder.split("-")[1]);
  return readdirSync(cache)
    .filter((folder) => /^chromium-\d+$/.test(folder))
    .sort((a, b) => build(b) - build(a))
    .flatMap((folder) => inside.map((path) => join(cache, folder, path)));
}

function playwrightCache(): string {
  const set = process.env["PLAYWRIGHT_BROWSERS_PATH"];
  if (set !== undefined && set !== "" && set !== "0") return set;
  if (process.platform === "darwin") return join(homedir(), "Library/Caches/ms-playwright");
  if (process.platform === "win32") {
    return join(process.env["LOCALAPPDATA"] ?? homedir(), "ms-playwright");
  }
  return join(homedir(), ".cache/ms-playwright");
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
