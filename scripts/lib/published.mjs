/** The packages that are published: those of the workspace that are not private. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

/**
 * What this repository reads of a package.json.
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {unknown} [repository]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string | { types?: string, import?: { types?: string } }>} [exports]
 */
/** @typedef {{ folder: string, manifest: Manifest }} WorkspacePackage `folder`: from the root, with slashes */

/** @returns {WorkspacePackage[]} in the order of their folders */
export function workspacePackages() {
  return ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(root, parent))
      .map((name) => `${parent}/${name}`)
      .filter((folder) => existsSync(join(root, folder, "package.json")))
      .sort()
      .map((folder) => ({ folder, manifest: readManifest(folder) })),
  );
}

/** @returns {WorkspacePackage[]} */
export function publishedPackages() {
  return workspacePackages().filter(({ manifest }) => manifest.private !== true);
}

/** @param {string} folder from the root @returns {Manifest} */
export function readManifest(folder) {
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  return /** @type {Manifest} */ (manifest);
}
