/**
 * Makes a fresh clone runnable: the right Node, and the packages of the lock file. Imports nothing from npm.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";
import { run } from "./run.mjs";

/** Vite's own minimum, and `engines` in package.json. */
const minimum = [20, 19];

/** Ends the process with a sentence when this Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = minimum;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  console.error(`Node ${minimum.join(".")} or newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}

/** `npm ci`, unless what is installed is as new as the lock file. Resolves to false when npm failed. */
export async function installPackages() {
  const installed = modified(join(root, "node_modules/.package-lock.json"));
  if (installed >= modified(join(root, "package-lock.json"))) return true;
  console.log("Installing the packages of package-lock.json (npm ci) …");
  return (await run("npm", ["ci"])) === 0;
}

/**
 * @param {string} path
 * @returns {number} ms; 0 when there is no such file
 */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
