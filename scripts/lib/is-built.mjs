/** Whether what the build writes is there, and newer than everything it is made of. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { adapters } from "../bundle/adapters.mjs";
import { root } from "./root.mjs";

/** One of each folder: the build writes them all at its end, or none. */
export const products = [
  "packages/loader/build/p2p-media-loader-core.min.js",
  ...adapters.map(({ name }) => `packages/${name}/dist/index.mjs`),
];
const sources = ["packages", "scripts/build.mjs", "scripts/bundle", "package-lock.json"];
const ignored = new Set(["node_modules", "dist", "build", "fixtures"]);

/**
 * @param {string} [folder] of the repository
 * @returns {boolean}
 */
export function isBuilt(folder = root) {
  const times = products.map((path) => {
    return statSync(join(folder, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  });
  const builtAt = Math.min(...times);
  return sources.every((path) => newest(join(folder, path)) <= builtAt);
}

/**
 * @param {string} path
 * @returns {number} ms since the epoch, of the newest file in it
 */
function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const names = readdirSync(path).filter((name) => !ignored.has(name));
  return Math.max(0, ...names.map((name) => newest(join(path, name))));
}
