import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./root.mjs";
import { readTestReport } from "./test-report.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "swarmlane-report-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/**
 * @param {string} name of a file
 * @param {{ status?: string, message?: string }} file
 * @param {[status: string, fullName: string, ...failureMessages: string[]][]} tests
 */
function file(name, { status = "passed", message = "" }, ...tests) {
  const assertionResults = tests.map(([status, fullName, ...failureMessages]) => ({
    ...{ status, fullName, failureMessages },
  }));
  return { name: join(root, name), status, message, assertionResults };
}

/** @param {ReturnType<typeof file>[]} testResults */
function report(...testResults) {
  const path = join(folder, "report.json");
  writeFileSync(path, JSON.stringify({ testResults }));
  return path;
}

test("a failed test is named, with the first line of why", () => {
  const failed = file(
    "a.test.ts",
    { status: "failed" },
    ["passed", "is well"],
    ["failed", "is not", "Error: no\n    at somewhere"],
    ["skipped", "is left out"],
  );
  expect(readTestReport(report(failed), false)).toEqual({
    passed: 1,
    failed: 1,
    failures: ["a.test.ts › is not: Error: no"],
    retried: [],
  });
});

test("a test that passed at its second attempt is named, and is no failure", () => {
  const flaky = file("a.test.ts", {}, ["passed", "is well at last", "Error: not yet"]);
  expect(readTestReport(report(flaky), true)).toEqual({
    passed: 1,
    failed: 0,
    failures: [],
    retried: ["a.test.ts › is well at last: Error: not yet"],
  });
});

test("a file that cannot be loaded is a failure", () => {
  const broken = file("b.test.ts", { status: "failed", message: "no such module" });
  const { failed, failures } = readTestReport(report(broken), false);
  expect({ failed, failures }).toEqual({ failed: 1, failures: ["b.test.ts: no such module"] });
});

test.each([
  ["wrote no report", () => join(folder, "none.json")],
  ["failed, though all its tests passed", () => report(file("a.test.ts", {}, ["passed", "x"]))],
])("a run that %s is one failure", (_what, path) => {
  const { failed, failures } = readTestReport(path(), false);
  expect({ failed, failures }).toEqual({
    failed: 1,
    failures: ["the run itself: see its output above"],
  });
});
