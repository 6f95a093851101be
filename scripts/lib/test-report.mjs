/** What a vitest run found, from its JSON report. */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { root } from "./root.mjs";

/**
 * What we read of vitest's report. A test that passed and has failure messages passed at a later attempt.
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} Test
 * @typedef {{ name: string, status: string, message: string, assertionResults: Test[] }} File
 */

/**
 * @typedef {{
 *   passed: number,
 *   failed: number,
 *   failures: string[],
 *   retried: string[],
 * }} TestReport `failures`, `retried` (passed at a later attempt): of each the file, the name and the first line of why
 */

/**
 * A crash and an unhandled error name no failed test: each run that failed without one counts as one failure, so that
 * the sum never hides it. So does a file that could not be loaded or set up.
 * @param {string} path
 * @param {boolean} succeeded by its exit code
 * @returns {TestReport}
 */
export function readTestReport(path, succeeded) {
  const files = readFiles(path);
  const tests = files.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, file: relative(root, name) })),
  );
  const passed = tests.filter(({ status }) => status === "passed");
  const failures = [
    ...tests.filter(({ status }) => status === "failed").map(describe),
    ...files
      .filter(failedByItself)
      .map(({ name, message }) => `${relative(root, name)}: ${message}`),
  ];
  if (!succeeded && failures.length === 0) failures.push("the run itself: see its output above");
  const retried = passed.filter(({ failureMessages }) => failureMessages.length > 0).map(describe);
  return { passed: passed.length, failed: failures.length, failures, retried };
}

/** @param {string} path */
function readFiles(path) {
  try {
    /** @type {unknown} */
    const json = JSON.parse(readFileSync(path, "utf8"));
    return /** @type {{ testResults: File[] }} */ (json).testResults;
  } catch {
    // It crashed before it could write one.
    return [];
  }
}

/** Not loaded, or not set up. @param {File} file */
function failedByItself({ status, assertionResults }) {
  return status === "failed" && assertionResults.every((test) => test.status !== "failed");
}

/** @param {Test & { file: string }} test */
function describe({ file, fullName, failureMessages: [why = ""] }) {
  return `${file} › ${fullName}: ${why.split("\n", 1)[0] ?? ""}`;
}
