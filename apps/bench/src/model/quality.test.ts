import { expect, test } from "vitest";
import { firstAtMost, qualityOf } from "./quality.ts";

const rungs = [100, 200, 400];
const samples = [100, 100, 400, 432, 200, 200].map((bitrate, index) => ({
  ...{ at: 1000 * index, bitrate, estimate: 10 * bitrate },
}));

test("the step is the mean over the time that counts, and the nearest rung's", () => {
  expect(qualityOf(samples, rungs, { from: 2000, to: 5000 })).toEqual({
    ...{ step: 1.5, switches: 2, estimate: 3080 },
  });
});

test("what was played after the end does not count", () => {
  expect(qualityOf(samples, rungs, { from: 0, to: 3000 }).switches).toBe(1);
});

test("a player that never chose has no quality", () => {
  expect(() => qualityOf([], rungs, { from: 0, to: 1000 })).toThrow("chose nothing");
});

test("the time until a step was left begins where it is told", () => {
  expect(firstAtMost(samples, rungs, { from: 1500, most: 1 })).toBe(4000);
  expect(firstAtMost(samples, rungs, { from: 4500, most: 0 })).toBeUndefined();
});
