import { expect, test } from "vitest";
import type { RunRecord } from "../model/results.ts";
import type { Report } from "./report.ts";
import { publish } from "./publish.ts";
import { fakeChoice, fakeRecords, fakeReportOf, fakeWorkload } from "./report.fake.ts";

const of = (records: readonly RunRecord[], changes = {}) =>
  publish([fakeReportOf(records, changes)], [fakeWorkload], [fakeChoice]);
const { markdown, chart } = of(fakeRecords);
const lines = markdown.split("\n");

test("has a table of all figures, with the date, the build and the number of runs", () => {
  const start = lines.indexOf("### race");
  expect(lines.slice(start, start + 8)).toEqual([
    "### race",
    "",
    "Which is faster. 0 to 2 runs. 2026-01-02, commit abc1234, Abacus <4>, 4 cores, Chromium 156.0.",
    "",
    "| metric | ours | core 0.6.2 | bare platform |",
    "| --- | --- | --- | --- |",
    "| speed, MB/s (higher is better) | 20.0 ±10% | 15.0 ±0% | failed |",
    "| cost, ms/MB (lower is better) | 0.500 ±0% | 2.00 ±0% | failed |",
  ]);
});

test("has a table of all targets, also those that were missed or not measured", () => {
  expect(lines).toContain("| speed ≥ 2 × 0.6.2 | 1.33 × (20.0 to 15.0 MB/s) | **missed** |");
  expect(lines).toContain("| speed ≥ 1 × bare | not measured | unknown |");
});

test("counts the targets that were reached, missed and not judged", () => {
  expect(lines[0]).toBe("There are 4 targets: 2 reached, 1 missed, 1 not judged.");
});

test("says which runs failed, and why, in one line", () => {
  expect(markdown).toContain(
    "1 of 1 runs of bare platform failed:\n\n- bare platform: no peer came\n",
  );
});

test("lists what the picture shows", () => {
  expect(lines).toContain(
    "| What a megabyte costs | race | 0.500 ms/MB | at most 1.00 ms/MB | reached |",
  );
  expect(chart).toContain("What a megabyte costs");
});

test("a panel without figures is not drawn, and the table says why", () => {
  const nothing = publish([], [fakeWorkload], [fakeChoice]);
  expect(nothing.chart).toBeUndefined();
  expect(nothing.markdown).toContain(
    "| What a megabyte costs | race | not shown |  | This workload has not been run in full. |",
  );
});

const figures = (contender: string, cost: number, speed = 1): RunRecord => ({
  contender,
  run: 1,
  outcome: { figures: { speed, cost } },
});

test.each([
  ["no runs", []],
  ["one run", [figures("ours", 1), figures("0.6.2", 2)]],
  ["a contender that is missing", [figures("ours", 1)]],
  ["only failed runs", fakeRecords.slice(3)],
  ["a target that compares with zero", [figures("ours", 0), figures("0.6.2", 0, 0)]],
  ["a figure that is a division by zero", [figures("ours", 0 / 0), figures("0.6.2", 1 / 0)]],
] satisfies [string, RunRecord[]][])("%s: no NaN is published", (_name, records) => {
  // As publish.mjs gets it: JSON has no NaN.
  const report = JSON.parse(JSON.stringify(fakeReportOf(records))) as Report;
  const { markdown: text, chart: svg = "" } = publish([report], [fakeWorkload], [fakeChoice]);
  expect(`${text}${svg}`).not.toMatch(/NaN|Infinity|undefined|null/);
});
