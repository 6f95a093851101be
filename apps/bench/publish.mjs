/**
 * `npm run bench:publish`: writes the results in bench-results/ to docs/benchmark.md, below its heading "Results", and the
 * picture to docs/pictures/bench.svg. Runs of `--quick` are left out. Another folder with results can be given.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { loadTypeScript } from "../../scripts/lib/load-typescript.mjs";
import { root } from "../../scripts/lib/root.mjs";

/** @type {typeof import("./src/report/publish.ts")} */
const { publish } = await loadTypeScript("apps/bench/src/report/publish.ts");
const folder = process.argv[2] ?? join(root, "bench-results");
const reports = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => readReport(join(folder, name)));
const { markdown, chart } = publish(reports);
const page = join(root, "docs/benchmark.md");
const heading = "\n## Results\n";
const [before = ""] = readFileSync(page, "utf8").split(heading);
const text = `${before}${heading}\n${markdown}`;
writeFileSync(page, await format(text, { parser: "markdown", printWidth: 100 }));
console.log(`Written: ${page}`);
const picture = join(root, "docs/pictures/bench.svg");
if (chart === undefined) {
  console.log(`No panel has figures: ${picture} is left as it is.`);
} else {
  writeFileSync(picture, chart);
  console.log(`Written: ${picture}`);
}

/** @param {string} path @returns {import("./src/report/report.ts").Report} */
function readReport(path) {
  /** @type {unknown} */
  const report = JSON.parse(readFileSync(path, "utf8"));
  return /** @type {import("./src/report/report.ts").Report} */ (report);
}
