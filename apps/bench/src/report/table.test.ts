import { expect, test } from "vitest";
import { fakeReport } from "./report.fake.ts";
import { formatWorkload } from "./table.ts";

const lines = fakeReport.workloads.flatMap(formatWorkload);

test("has a column for each contender and a row for each metric, with median and spread", () => {
  expect(lines.slice(0, 4)).toEqual([
    "race: which is faster",
    "                    ours  core 0.6.2  bare platform",
    "  speed, MB/s  20.0 ±10%    15.0 ±0%         failed",
    "  cost, ms/MB  0.500 ±0%    2.00 ±0%         failed",
  ]);
});

test("says of each target whether it was reached, and what was found", () => {
  expect(lines).toContain("  MISSED   speed ≥ 2 × 0.6.2: 1.33 × (20.0 to 15.0 MB/s)");
  expect(lines).toContain("  unknown  speed ≥ 1 × bare: not measured");
});

test("says why a run failed, in one line", () => {
  expect(lines).toContain("  bare platform failed: no peer came");
});
