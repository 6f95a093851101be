import { expect, test } from "vitest";
import { drawChart } from "./chart.ts";
import type { Summary } from "../model/statistics.ts";
import { fakeReport } from "./report.fake.ts";

const svg = drawChart(fakeReport);
const barLengths = [...svg.matchAll(/<rect x[^>]* width="([\d.]+)"/g)].map(([, width]) =>
  Number(width),
);

test("has a panel for each metric that a target names", () => {
  expect(svg).toContain("race, higher is better");
  expect(svg).toContain("speed, MB/s");
  expect(svg).not.toContain("cost, ms/MB");
});

test("has a bar for each contender that gave a figure, as long as the figure is high", () => {
  const [ours = 0, core = 0, ...others] = barLengths;
  expect(others).toEqual([]);
  expect(core / ours).toBeCloseTo(15 / 20, 2);
});

/** A chart of one contender with that figure. */
function drawOne(speed: Summary): string {
  const [race] = fakeReport.workloads;
  const [ours] = race?.contenders ?? [];
  if (race === undefined || ours === undefined) throw new Error("nothing to draw");
  const contenders = [{ ...ours, summaries: { speed } }];
  return drawChart({ ...fakeReport, workloads: [{ ...race, contenders }] });
}

test("figures that are all zero have bars of no length", () => {
  const drawn = drawOne({ median: 0, least: 0, most: 0, spread: 0 });
  expect(drawn).not.toContain("NaN");
  expect(drawn).toMatch(/<rect x="130"[^>]* width="0.0"/);
});

test("a figure below zero begins where bars begin, and has no length", () => {
  const drawn = drawOne({ median: -4, least: -9, most: 1, spread: 2.5 });
  const [, line] = /<line x1="([\d.-]+)"/.exec(drawn) ?? [];
  const [, bar, length] = /<rect x="([\d.-]+)"[^>]* width="([\d.-]+)"/.exec(drawn) ?? [];
  expect([Number(line) - Number(bar), Number(length)]).toEqual([0, 0]);
});

test("writes text that is markup as text", () => {
  expect(svg).toContain("Abacus &lt;4&gt;");
});

test("is a picture of its own without any workload", () => {
  expect(drawChart({ ...fakeReport, workloads: [] })).toMatch(/^<svg[^]*<\/svg>\n$/);
});
