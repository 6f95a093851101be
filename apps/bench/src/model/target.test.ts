import { expect, test } from "vitest";
import type { Metric } from "./metric.ts";
import { judge, type MedianOf, type Target } from "./target.ts";

const metrics: readonly Metric[] = [
  { id: "speed", label: "speed", unit: "MB/s", better: "higher" },
  { id: "cost", label: "cost", unit: "ms/MB", better: "lower" },
  { id: "cold", label: "cold start", unit: "ms", better: "lower" },
];

const figures: Readonly<Record<string, number>> = {
  "ours speed": 19,
  "a speed": 10,
  "b speed": 20,
  "ours cost": 0.5,
  "a cost": 8,
  "b cost": 6,
  "ours cold": 30,
  "ours-idle speed": 20,
};
const medians: MedianOf = (contender, metric) => figures[`${contender} ${metric}`];

const verdictOn = (target: Target) => judge(target, metrics, medians);

test("if higher is better, the reference is the highest of the others", () => {
  const target: Target = {
    metric: "speed",
    relation: "at least",
    factor: 0.95,
    of: { best: ["a", "b"] },
  };
  expect(verdictOn(target)).toEqual({
    text: "speed ≥ 0.95 × the best of a, b",
    found: "0.950 × (19.0 to 20.0 MB/s)",
    ratio: 0.95,
    limit: 19,
    reached: true,
  });
  expect(verdictOn({ ...target, factor: 1 }).reached).toBe(false);
});

test("if lower is better, the reference is the lowest of the others", () => {
  const target: Target = {
    metric: "cost",
    relation: "at most",
    factor: 1 / 12,
    of: { best: ["a", "b"] },
  };
  expect(verdictOn(target)).toMatchObject({
    text: "cost ≤ 1/12 × the best of a, b",
    reached: true,
  });
  expect(verdictOn({ ...target, factor: 1 / 13 }).reached).toBe(false);
});

test("a target can name a figure instead of a contender", () => {
  const target: Target = { metric: "cost", relation: "at most", factor: 0.4, of: "unit" };
  expect(verdictOn(target)).toEqual({
    text: "cost ≤ 0.4 ms/MB",
    found: "0.500 ms/MB",
    ratio: 0.5,
    limit: 0.4,
    reached: false,
  });
});

test("a target that compares with a figure of zero has a result, and no ratio", () => {
  const of = { best: ["a"] };
  const zero: MedianOf = (contender) => (contender === "a" ? 0 : 0.5);
  expect(judge({ metric: "cost", relation: "at most", factor: 2, of }, metrics, zero)).toEqual({
    text: "cost ≤ 2 × a",
    found: "0.500 to 0 ms/MB",
    ratio: undefined,
    limit: 0,
    reached: false,
  });
});

test("a contender can be compared with itself in other circumstances", () => {
  const target: Target = {
    metric: "speed",
    relation: "at least",
    factor: 0.9,
    of: { best: ["ours-idle"] },
  };
  expect(verdictOn(target).reached).toBe(true);
});

test("a metric can be compared with another one", () => {
  const of = { best: ["ours"], metric: "cold" };
  expect(verdictOn({ metric: "cost", relation: "at most", factor: 1, of })).toMatchObject({
    text: "cost ≤ 1 × ours (cold)",
    reached: true,
  });
});

test("is unknown if one of the others was not measured, rather than easier", () => {
  const of = { best: ["a", "nobody"] };
  expect(verdictOn({ metric: "speed", relation: "at least", factor: 1, of })).toMatchObject({
    found: "not measured",
    ratio: undefined,
    reached: undefined,
  });
});

test("a target that names an unknown metric throws", () => {
  expect(() => verdictOn({ metric: "colour", relation: "at most", factor: 1, of: "unit" })).toThrow(
    "colour",
  );
});
