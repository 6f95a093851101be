/** Whether what the build writes is there, and newer than everything it is made of. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { adapters } from "../bundle/adapters.mjs";
import { root } from "./root.mjs";

const tools = ["scripts/build.mjs", "scripts/bundle", "package-lock.json"];
/** What the build makes at one go: `products` are written once everything is bundled. */
export const groups = {
  packages: {
    products: [
      "packages/loader/build/p2p-media-loader-core.min.js",
      ...adapters.map(({ name }) => `packages/${name}/dist/index.mjs`),
    ],
    sources: ["packages", ...tools],
  },
  inspector: {
    products: ["apps/inspector/dist/THIRD-PARTY-LICENSES.txt"],
    sources: ["apps/inspector", "packages/inspection", "packages/contract", ...tools],
  },
};
const ignored = new Set(["node_modules", "dist", "build", "fixtures"]);

/**
 * @param {keyof typeof groups} group
 * @param {string} [folder] of the repository
 * @returns {boolean}
 */
export function isBuilt(group, folder = root) {
  const { products, sources } = groups[group];
  const builtAt = Math.min(
    ...products.map(
      (path) => statSync(join(folder, path), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    ),
  );
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
