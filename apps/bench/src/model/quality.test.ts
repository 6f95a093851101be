import { expect, test } from "vitest";
import { countSwitches, estimateWithin, firstAtMost, stepWithin } from "./quality.ts";

const rungs = [100, 200, 400];
const samples = [100, 100, 400, 432, 200, 200].map((bitrate, index) => ({
  ...{ at: 1000 * index, bitrate, estimate: 10 * bitrate },
}));

test("the step is the mean over the span, each sample's being that of the nearest rung", () => {
  expect(stepWithin(samples, rungs, { from: 2000, to: 5000 })).toBe(1.5);
});

test("the estimate is the mean over the span", () => {
  expect(estimateWithin(samples, { from: 0, to: 2000 })).toBe(2000);
});

test("a player that chose nothing in the span is an error", () => {
  expect(() => stepWithin([], rungs, { from: 0, to: 1000 })).toThrow("chose nothing");
});

test("switches are counted, and those to a lower step apart", () => {
  expect(countSwitches(samples, rungs)).toEqual({ all: 2, down: 1 });
});

test("the time until a step was left begins where it is told", () => {
  expect(firstAtMost(samples, rungs, { from: 1500, most: 1 })).toBe(4000);
  expect(firstAtMost(samples, rungs, { from: 4500, most: 0 })).toBeUndefined();
});
