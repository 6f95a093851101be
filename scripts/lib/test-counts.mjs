/** Counts what a vitest run reported, from its JSON report. */
import { readFileSync } from "node:fs";

/**
 * What we read of vitest's report.
 * @typedef {{
 *   numPassedTests: number,
 *   numFailedTests: number,
 *   testResults: { status: string, assertionResults: unknown[] }[],
 * }} Report
 */

/**
 * A file that could not be loaded, a crash and an unhandled error name no failed test: each run that failed
 * without one counts as one failure, so that the sum never hides it.
 * @param {string} reportPath
 * @param {boolean} succeeded by its exit code
 * @returns {{ passed: number, failed: number }}
 */
export function countTests(reportPath, succeeded) {
  const { passed, failed } = readReport(reportPath);
  return { passed, failed: succeeded ? failed : Math.max(1, failed) };
}

/** @param {string} path */
function readReport(path) {
  try {
    /** @type {unknown} */
    const json = JSON.parse(readFileSync(path, "utf8"));
    const report = /** @type {Report} */ (json);
    const unloaded = report.testResults.filter(
      (file) => file.status === "failed" && file.assertionResults.length === 0,
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unloaded.length,
    };
  } catch {
    // It crashed before it could write one.
    return { passed: 0, failed: 0 };
  }
}
