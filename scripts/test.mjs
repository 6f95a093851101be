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
import { readTestReport } from "./lib/test-report.mjs";

requireNode();
endWithNpm();

/** @typedef {ReturnType<typeof readTestReport>} TestReport */
/** @typedef {{ ok: boolean, tests?: TestReport }} Outcome */
/** @typedef {Outcome & { name: string, seconds: number }} Result */
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
    inTurn({ types: "typecheck", package: "lint:package", format: "format:check" }, aside),
    inTurn({ lint: "lint", boundaries: "boundaries", size: "size", docs: "docs" }, aside),
  ]);
  await step("unit tests", vitest("unit"));
  // They mostly wait, for the network, for timeouts and for players.
  await Promise.all([
    inTurn({ "browser tests": "browser", "end-to-end tests": "e2e" }, vitestAside),
    inTurn({ "playback tests": "playback" }, vitestAside),
  ]);
}
summarize();

/**
 * @param {string} name
 * @param {() => Promise<boolean | Outcome>} work
 */
async function step(name, work) {
  announce(name);
  const started = performance.now();
  const outcome = await work();
  /** @type {Outcome} */
  const result = typeof outcome === "boolean" ? { ok: outcome } : outcome;
  results.push({ name, ...result, seconds: (performance.now() - started) / 1000 });
  return result.ok;
}

/**
 * Steps that may run beside others: each is announced, with what it said, when it ends.
 * @param {Record<string, string>} steps what `work` is to do, by name of the step
 * @param {(what: string) => Promise<Outcome & { output: string }>} work
 */
async function inTurn(steps, work) {
  for (const [name, what] of Object.entries(steps)) {
    const started = performance.now();
    const { output, ...outcome } = await work(what);
    announce(name);
    process.stdout.write(output);
    results.push({ name, ...outcome, seconds: (performance.now() - started) / 1000 });
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

/** @param {string} name one of package.json's scripts */
async function aside(name) {
  const { code, output } = await runAside("npm", ["run", "--silent", name]);
  return { ok: code === 0, output };
}

/** @param {string} project */
function vitest(project) {
  return async () => readReport(project, await run("npm", vitestArguments(project)));
}

/** @param {string} project */
async function vitestAside(project) {
  const { code, output } = await runAside("npm", vitestArguments(project));
  return { ...readReport(project, code), output };
}

/** @param {string} project */
function vitestArguments(project) {
  const reporters = ["--reporter=default", "--reporter=json"];
  const file = `--outputFile.json=${reportOf(project)}`;
  return ["run", "--silent", `test:${project}`, "--", ...reporters, file];
}

/**
 * @param {string} project
 * @param {number} code the exit code of its run
 * @returns {Outcome}
 */
function readReport(project, code) {
  return { ok: code === 0, tests: readTestReport(reportOf(project), code === 0) };
}

/** @param {string} project */
function reportOf(project) {
  return join(reportFolder, `${project}.json`);
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
