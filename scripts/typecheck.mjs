/**
 * `npm run typecheck`: every TypeScript project of the workspace, one per processor. Says which failed.
 * Every source file must belong to a project: the linter reads its types there, and guesses for any other file.
 * TypeScript 7 has no API yet: the declarations (scripts/bundle/types.mjs) need TypeScript 5.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { isAbsolute, join, normalize, relative } from "node:path";
import { root } from "./lib/root.mjs";

const compiler = join(root, "node_modules/typescript-7/bin/tsc");
const waiting = [...findProjects()];
/** @type {string[]} */
const failed = [];
/** @type {Set<string>} paths of all files of all projects */
const checked = new Set();

await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
const strays = [...sourcesIn(root)].filter((path) => !checked.has(path));
for (const path of strays) {
  console.log(
    `${relative(root, path)} belongs to no TypeScript project. Include it in a tsconfig.json.`,
  );
  failed.push(relative(root, path));
}
console.log(failed.length === 0 ? "All projects type-check." : `Failed: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function* findProjects() {
  // The longest first: two work at a time.
  // These two hold the tests of the folders below them.
  for (const parent of ["packages", "apps"]) {
    yield `${parent}/tsconfig.json`;
    const folders = readdirSync(join(root, parent)).map(
      (name) => `${parent}/${name}/tsconfig.json`,
    );
    yield* folders.filter((path) => existsSync(join(root, path)));
  }
  yield "e2e/tsconfig.json";
  yield "tsconfig.tools.json";
}

/**
 * The files that the linter reads (.oxlintrc.json).
 * @param {string} folder
 * @returns {Generator<string>}
 */
function* sourcesIn(folder) {
  const skipped = ["node_modules", "dist", "build", "api", "site", "streams"];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith(".") && !skipped.includes(entry.name))
      yield* sourcesIn(path);
    else if (entry.isFile() && /\.(tsx?|mjs)$/.test(entry.name)) yield path;
  }
}

async function work() {
  for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
    if (!(await check(project))) failed.push(project);
  }
}

/**
 * @param {string} project
 * @returns {Promise<boolean>}
 */
function check(project) {
  return new Promise((resolve) => {
    // One thread does half the work of several, and each processor has a project of its own.
    const options = ["--singleThreaded", "--listFiles", "--pretty", "false"];
    const args = [compiler, "-p", project, ...options];
    const tsc = spawn(process.execPath, args, { cwd: root });
    let output = "";
    tsc.stdout.on("data", (chunk) => (output += String(chunk)));
    tsc.stderr.on("data", (chunk) => (output += String(chunk)));
    tsc.on("error", (error) => (output += `${String(error)}\n`));
    tsc.on("close", (code) => {
      const lines = output.split("\n");
      const files = lines.map((line) => normalize(line.trim())).filter((line) => isAbsolute(line));
      for (const path of files) checked.add(path);
      const said = lines.filter((line) => !isAbsolute(line.trim()));
      if (code !== 0) console.log(`── ${project}\n${said.join("\n")}`);
      resolve(code === 0);
    });
  });
}
