/** `npm run size`: what the built scripts weigh, against their budgets, and what they are made of. */
import { budgets } from "./bundle/budgets.mjs";
import { bundle } from "./bundle/bundle.mjs";
import { isBuilt } from "./lib/is-built.mjs";
import { measureSizes, zippedSize } from "./lib/measure-sizes.mjs";
import { run } from "./lib/run.mjs";

if (!isBuilt("packages")) await run("npm", ["run", "--silent", "build"]);

const sizes = measureSizes();
for (const { part, what, kilobytes, why } of budgets) {
  const isOver = sizes[part] > kilobytes;
  if (isOver) process.exitCode = 1;
  const mark = isOver ? "OVER" : "ok  ";
  console.log(`${mark} ${format(sizes[part])} of ${format(kilobytes)} kB  ${what}: ${why}`);
}
await printComposition("page", "packages/loader/src/global-script.ts", "script");
await printComposition("worker", "packages/worker/src/worker-entry.ts");

/**
 * A part's kB are its share of the code before minification: right to a tenth or so, which does to see what grew.
 *
 * @param {"page" | "worker"} part
 * @param {string} entry
 * @param {"script"} [embeddedHost]
 */
async function printComposition(part, entry, embeddedHost) {
  const [file] = await bundle({
    entry,
    format: "iife",
    fileName: `${part}.js`,
    minify: true,
    ...(embeddedHost && { embeddedHost }),
  });
  if (file === undefined) return;
  /** @type {Map<string, number>} */
  const lengths = new Map();
  for (const [id, length] of file.modules) {
    const name = placeOf(id);
    lengths.set(name, (lengths.get(name) ?? 0) + length);
  }
  const total = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  console.log(`\n${part}, about, in kB:`);
  for (const [name, length] of [...lengths].sort(([, a], [, b]) => b - a)) {
    console.log(`${format((length / total) * zippedSize(file.code))}  ${name}`);
  }
}

/**
 * @param {string} id of a module
 * @returns {string} the package from npm, or the folder of ours
 */
function placeOf(id) {
  const npm = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1];
  const ours = /\/(packages\/[^/]+(?:\/src\/[^/]+(?=\/))?)/.exec(id)?.[1];
  return npm ?? ours ?? "what the bundler adds";
}

/** @param {number} kilobytes */
function format(kilobytes) {
  return kilobytes.toFixed(1).padStart(5);
}
