import { expect, test } from "vitest";
import { summarize } from "./statistics.ts";

test("the median of an odd number of runs is the middle one, in any order", () => {
  expect(summarize([9, 1, 5])?.median).toBe(5);
});

test("the median of an even number of runs lies between the two in the middle", () => {
  expect(summarize([4, 1, 2, 100])?.median).toBe(3);
});

test("the spread is the distance between the lowest and the highest run, divided by the median", () => {
  expect(summarize([8, 10, 12])).toEqual({ median: 10, least: 8, most: 12, spread: 0.4 });
});

test("runs that are all zero have no spread", () => {
  expect(summarize([0, 0])?.spread).toBe(0);
});

test("no runs have no summary", () => {
  expect(summarize([])).toBeUndefined();
});

test("the order of the runs is not changed", () => {
  const runs = [3, 1, 2];
  summarize(runs);
  expect(runs).toEqual([3, 1, 2]);
});
