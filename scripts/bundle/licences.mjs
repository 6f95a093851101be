/** The licences of the packages whose code is in a bundle: their authors ask that the texts go with it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {string} [license]
 * @property {string | { name: string }} [author]
 */

/**
 * @param {Iterable<string>} moduleIds of all bundles
 * @returns {string} the text of dist/THIRD-PARTY-LICENSES.txt
 */
export function licencesOf(moduleIds) {
  const folders = new Set([...moduleIds].flatMap((id) => packageFolder(id) ?? []));
  const texts = [...folders].map(licenceOf).sort((a, b) => a.localeCompare(b));
  const head = "The scripts of this package contain code of the packages below.\n";
  return [head, ...texts].join(`\n${"-".repeat(80)}\n\n`);
}

/**
 * @param {string} id
 * @returns {string | undefined} undefined for our own sources and for what the bundler adds
 */
function packageFolder(id) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll("\\", "/"))?.[0];
}

/** @param {string} folder */
function licenceOf(folder) {
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { name, version, license, author } = /** @type {Manifest} */ (manifest);
  if (license === undefined) throw new Error(`${name} names no licence`);
  const by = typeof author === "object" ? author.name : author;
  const title = `${name} ${version} (${license})${by ? `, ${by}` : ""}`;
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (file === undefined) return `${title}\n\nThe package comes without the licence's text.\n`;
  return `${title}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}
