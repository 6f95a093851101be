import { expect, test } from "vitest";
import { formatDocument } from "./document.ts";
import { fakeReport } from "./report.fake.ts";

const lines = formatDocument([fakeReport]).split("\n");

test("has a table of all figures, with the date and the number of runs", () => {
  expect(lines.slice(0, 7)).toEqual([
    "### race",
    "",
    "Who is faster. 2026-01-02, 2 runs.",
    "",
    "| metric | ours | core 0.6.2 | bare platform |",
    "| --- | --- | --- | --- |",
    "| speed, MB/s (higher is better) | 20.0 ±10% | 15.0 ±0% | failed |",
  ]);
});

test("has a table of all targets, also those that were missed or not measured", () => {
  expect(lines).toContain("| speed ≥ 2 × 0.6.2 | 1.33 × (20.0 to 15.0 MB/s) | **missed** |");
  expect(lines).toContain("| speed ≥ 1 × bare | not measured | unknown |");
});

test("takes the newest measurement of a workload, in whatever order they come", () => {
  const newer = { ...fakeReport, date: "2026-03-04T00:00:00.000Z", runs: 5 };
  for (const reports of [
    [newer, fakeReport],
    [fakeReport, newer],
  ]) {
    const text = formatDocument(reports);
    expect(text).toContain("2026-03-04, 5 runs");
    expect(text.match(/^### /gm)).toHaveLength(1);
  }
});

test("leaves out what was measured quickly", () => {
  expect(formatDocument([{ ...fakeReport, quick: true }])).toBe("");
});
