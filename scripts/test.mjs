/**
 * `npm test`: everything a change must pass, on a fresh clone with only Node and npm.
 * Without packages, a browser and a build nothing else means anything, so these end the run;
 * the checks after them all run, so that one look at the table shows all there is to mend.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endWithNpm } from "./lib/end-with-npm.mjs";
import { installPackages, requireNode } from "./lib/install.mjs";
import { run } from "./lib/run.mjs";

requireNode();
endWithNpm();

/** @typedef {{ name: string, ok: boolean, seconds: number, counts?: { passed: number, failed: number } }} Result */
/** @type {Result[]} */
const results = [];
const reports = mkdtempSync(join(tmpdir(), "swarmlane-test-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

const ready =
  (await step("install", installPackages)) &&
  (await step("browser", async () => {
    // Not before the packages are there: it imports Vite.
    const { findOrInstallBrowser } = await import("./lib/browser.mjs");
    return findOrInstallBrowser();
  })) &&
  (await step("build", script("build")));

if (ready) {
  await step("types", script("typecheck"));
  await step("lint", script("lint"));
  await step("format", script("format:check"));
  await step("boundaries", script("boundaries"));
  await step("package", script("lint:package"));
  await step("size", script("size"));
  await step("unit tests", vitest("unit"));
  await step("browser tests", vitest("browser"));
  await step("end-to-end tests", vitest("e2e"));
}
summarize();

/**
 * @param {string} name
 * @param {() => Promise<boolean | Pick<Result, "ok" | "counts">>} work
 */
async function step(name, work) {
  console.log(`\n── ${name} ${"─".repeat(Math.max(0, 60 - name.length))}`);
  const started = performance.now();
  const outcome = await work();
  const result = typeof outcome === "boolean" ? { ok: outcome } : outcome;
  results.push({ name, ...result, seconds: (performance.now() - started) / 1000 });
  return result.ok;
}

/** @param {string} name one of package.json's scripts */
function script(name) {
  return async () => (await run("npm", ["run", "--silent", name])) === 0;
}

/** @param {string} project */
function vitest(project) {
  return async () => {
    const { countTests } = await import("./lib/test-counts.mjs");
    const report = join(reports, `${project}.json`);
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const code = await run("npm", ["run", "--silent", `test:${project}`, "--", ...reporters]);
    return { ok: code === 0, counts: countTests(report, code === 0) };
  };
}

/** The table, then the closing line alone on its line. */
function summarize() {
  const total = { passed: 0, failed: 0 };
  console.log(`\n── summary ${"─".repeat(53)}`);
  for (const { name, ok, seconds, counts } of results) {
    total.passed += counts?.passed ?? 0;
    total.failed += counts?.failed ?? 0;
    const tests = counts === undefined ? "" : `${counts.passed} passed, ${counts.failed} failed`;
    const line = `${ok ? "ok  " : "FAIL"}  ${name.padEnd(18)}${seconds.toFixed(1).padStart(7)} s  ${tests}`;
    console.log(line.trimEnd());
  }
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  console.log(`      ${"total".padEnd(18)}${seconds.toFixed(1).padStart(7)} s`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = ready && results.every(({ ok }) => ok) ? 0 : 1;
}
