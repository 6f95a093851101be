/** Finds a browser, or installs one where that is a matter of one command. */
import { readFileSync } from "node:fs";
import { loadTypeScript } from "./load-typescript.mjs";
import { run } from "./run.mjs";

/** @typedef {typeof import("../../packages/testkit/src/browser/find-browser.ts")} Finder */

/** @returns {Promise<Finder>} */
export function loadFinder() {
  return loadTypeScript("packages/testkit/src/browser/find-browser.ts");
}

/**
 * On Debian as root, installs `chromium` when there is no browser. Says what it found.
 * @returns {Promise<boolean>} whether there is a browser now
 */
export async function findOrInstallBrowser() {
  const finder = await loadFinder();
  if (finder.findBrowser() === undefined && isDebian() && process.getuid?.() === 0) {
    console.log("No browser found: installing chromium (apt-get) …");
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update"], env);
    await run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"], env);
  }
  const found = finder.findBrowser();
  if (found !== undefined) console.log(`Browser: ${found.executablePath} (${found.source})`);
  else console.error(noBrowser(finder));
  return found !== undefined;
}

/** @param {Finder} finder */
export function noBrowser(finder) {
  const places = finder.searchedPlaces().map((place) => `  ${place}`);
  return ["No Chrome or Chromium found. Looked for:", ...places].join("\n");
}

/** Not its derivatives: `chromium` is a snap on Ubuntu. */
function isDebian() {
  try {
    return /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}
