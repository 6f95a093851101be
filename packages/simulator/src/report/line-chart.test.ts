import { expect, test } from "vitest";
import { drawLineChart, evenTicks, type LineChart, logTicks } from "./line-chart.ts";

const chart: LineChart = {
  title: "copies & viewers",
  note: "one seed",
  x: { label: "viewers", isLog: true, ticks: [1, 10, 100] },
  y: { label: "copies", isLog: false, ticks: [0, 50, 100] },
  series: [
    { label: "ours", colour: "#0a7d5a", points: [[1, 0] as const, [10, 50], [100, 100]] },
    { label: "ideal", colour: "#333", isDashed: true, points: [[1, 50] as const, [100, 100]] },
    { label: "not simulated", colour: "#333", points: [] },
  ],
};
const svg = drawLineChart(chart);

test("a line goes through the points, on logarithmic and on even axes", () => {
  const [, points = ""] = /<polyline points="([^"]+)"[^>]*"2"\/>/.exec(svg) ?? [];
  const [first, middle, last] = points.split(" ").map((point) => point.split(",").map(Number));
  if (!first || !middle || !last) throw new Error("there is no line");
  for (const axis of [0, 1])
    expect(middle[axis]).toBeCloseTo(((first[axis] ?? 0) + (last[axis] ?? 0)) / 2, 0);
});

test("labels that would overlap are moved apart, and what was not simulated has none", () => {
  const places = [...svg.matchAll(/<text x="588.0" y="([\d.]+)"/g)].map(([, y]) => Number(y));
  expect(places).toHaveLength(2);
  expect(Math.abs((places[0] ?? 0) - (places[1] ?? 0))).toBeGreaterThan(13);
  expect(svg).not.toContain("not simulated");
});

test("text that is markup is written as text, and calculated lines are dashed", () => {
  expect(svg).toContain("copies &amp; viewers");
  expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
});

test("ticks contain all values", () => {
  expect(logTicks(6, 300)).toEqual([3, 10, 30, 100, 300]);
  expect(logTicks(1, 1)).toEqual([1]);
  expect(evenTicks(87)).toEqual([0, 20, 40, 60, 80, 100]);
});
