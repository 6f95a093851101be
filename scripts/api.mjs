/**
 * `npm run api`: writes what the published declarations say, without comments, to `api/`, so that a change of public types is
 * visible in review. `--check` compares instead, and fails when they differ. Both read what `npm run build` made.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { publishedPackages } from "./lib/published.mjs";
import { root } from "./lib/root.mjs";

const folder = join(root, "api");
const reports = new Map(publishedPackages().flatMap(reportsOf));

if (process.argv.includes("--check")) check();
else write();

/**
 * @param {import("./lib/published.mjs").WorkspacePackage} published
 * @returns {[name: string, report: string][]} one for each entry that has declarations
 */
function reportsOf({ folder: path, manifest }) {
  return Object.entries(manifest.exports ?? {}).flatMap(([entry, target]) => {
    const types = typeof target === "string" ? undefined : (target.import ?? target).types;
    if (types === undefined) return [];
    const name = join(manifest.name, entry).replace("@swarmlane/", "").replaceAll(/[\\/]/g, "-");
    return [[`${name}.d.ts`, withoutComments(readFileSync(join(root, path, types), "utf8"))]];
  });
}

/** @param {string} declarations */
function withoutComments(declarations) {
  const source = ts.createSourceFile("api.d.ts", declarations, ts.ScriptTarget.Latest);
  return ts.createPrinter({ removeComments: true }).printFile(source);
}

function write() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, report] of reports) writeFileSync(join(folder, name), report);
}

function check() {
  const known = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of new Set([...known, ...reports.keys()])) {
    const path = join(folder, name);
    const before = known.includes(name) ? readFileSync(path, "utf8") : "";
    const difference = firstDifference(before, reports.get(name) ?? "");
    if (difference === undefined) continue;
    process.exitCode = 1;
    console.error(`The public types differ from api/${name}. ${difference}`);
  }
  if (process.exitCode === 1)
    console.error("If that is intended, run `npm run api` and commit it.");
}

/**
 * @param {string} before
 * @param {string} after
 */
function firstDifference(before, after) {
  if (before === after) return undefined;
  const [lines, newLines] = [before.split("\n"), after.split("\n")];
  const at = newLines.findIndex((line, index) => line !== lines[index]);
  const line = at === -1 ? newLines.length : at;
  const [was, is] = [lines[line], newLines[line]].map((text) => text?.trim() ?? "(end of file)");
  return `First difference, line ${line + 1}: was "${was}", is "${is}".`;
}
