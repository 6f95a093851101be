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
import { run, runAside } from "./lib/run.mjs";

requireNode();
endWithNpm();

/** @typedef {import("./lib/test-report.mjs").TestReport} TestReport */
/** @typedef {{ name: string, ok: boolean, seconds: number, tests?: TestReport }} Result */
/** @type {Result[]} */
const results = [];
const reportFolder = mkdtempSync(join(tmpdir(), "swarmlane-test-"));
process.on("exit", () => rmSync(reportFolder, { recursive: true, force: true }));

const ready =
  (await step("install", installPackages)) &&
  (await step("browser", async () => {
    // Not before the packages are there: it imports Vite.
    const { findOrInstallBrowser } = await import("./lib/browser.mjs");
    return findOrInstallBrowser();
  })) &&
  (await step("build", script("build")));

if (ready) {
  // They use one core each, and nothing in them is measured in time.
  await Promise.all([
    // Packing leaves a file for a moment, at which `format` must not look.
    inTurn({ types: "typecheck", package: "lint:package", format: "format:check" }),
    inTurn({ lint: "lint", boundaries: "boundaries", size: "size", docs: "docs" }),
  ]);
  await step("unit tests", vitest("unit"));
  await step("browser tests", vitest("browser"));
  await step("end-to-end tests", vitest("e2e"));
}
summarize();

/**
 * @param {string} name
 * @param {() => Promise<boolean | Pick<Result, "ok" | "tests">>} work
 */
async function step(name, work) {
  announce(name);
  const started = performance.now();
  const outcome = await work();
  const result = typeof outcome === "boolean" ? { ok: outcome } : outcome;
  results.push({ name, ...result, seconds: (performance.now() - started) / 1000 });
  return result.ok;
}

/**
 * Steps that may run beside others: each is announced, with what it said, when it ends.
 * @param {Record<string, string>} scripts names of steps and of package.json's scripts
 */
async function inTurn(scripts) {
  for (const [name, script] of Object.entries(scripts)) {
    const started = performance.now();
    const { code, output } = await runAside("npm", ["run", "--silent", script]);
    announce(name);
    process.stdout.write(output);
    results.push({ name, ok: code === 0, seconds: (performance.now() - started) / 1000 });
  }
}

/** @param {string} name of a step */
function announce(name) {
  console.log(`\n── ${name} ${"─".repeat(Math.max(0, 60 - name.length))}`);
}

/** @param {string} name one of package.json's scripts */
function script(name) {
  return async () => (await run("npm", ["run", "--silent", name])) === 0;
}

/** @param {string} project */
function vitest(project) {
  return async () => {
    const { readTestReport } = await import("./lib/test-report.mjs");
    const report = join(reportFolder, `${project}.json`);
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const code = await run("npm", ["run", "--silent", `test:${project}`, "--", ...reporters]);
    return { ok: code === 0, tests: readTestReport(report, code === 0) };
  };
}

/** The table, the tests that failed, then the closing line alone on its line. */
function summarize() {
  console.log(`\n── summary ${"─".repeat(53)}`);
  for (const { name, ok, seconds, tests } of results) {
    const counts = tests === undefined ? "" : `${tests.passed} passed, ${tests.failed} failed`;
    const line = `${ok ? "ok  " : "FAIL"}  ${name.padEnd(18)}${seconds.toFixed(1).padStart(7)} s  ${counts}`;
    console.log(line.trimEnd());
  }
  const seconds = performance.now() / 1000;
  console.log(`      ${"total".padEnd(18)}${seconds.toFixed(1).padStart(7)} s`);

  const reports = results.flatMap(({ tests }) => tests ?? []);
  list(
    "passed at the second attempt only",
    reports.flatMap(({ retried }) => retried),
  );
  list(
    "failed",
    reports.flatMap(({ failures }) => failures),
  );
  console.log(`\n${sum(reports, "passed")} passed, ${sum(reports, "failed")} failed`);
  process.exitCode = ready && results.every(({ ok }) => ok) ? 0 : 1;
}

/**
 * @param {string} heading
 * @param {string[]} lines
 */
function list(heading, lines) {
  if (lines.length > 0) console.log([`\n${heading}:`, ...lines].join("\n  "));
}

/**
 * @param {TestReport[]} reports
 * @param {"passed" | "failed"} count
 */
function sum(reports, count) {
  return reports.reduce((total, report) => total + report[count], 0);
}
