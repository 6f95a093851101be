import { expect, test } from "vitest";
import { fitRange, followRange, panRange, zoomRange } from "./time-range.ts";

test("zooming keeps what is under the pointer where it is", () => {
  const range = zoomRange({ from: 0, to: 1000 }, 0.5, 250);
  expect(range).toEqual({ from: 125, to: 625 });
});

test("zooming ends where there is nothing more to see", () => {
  let range = { from: 0, to: 1000 };
  for (let step = 0; step < 50; step += 1) range = zoomRange(range, 0.5, 10);
  expect(range.to - range.from).toBeCloseTo(20);
});

test("a moment is followed once it nears the edge, and not before", () => {
  const range = { from: 0, to: 1000 };
  expect(followRange(range, 500)).toBe(range);
  expect(followRange(range, 2000)).toEqual({ from: 1060, to: 2060 });
});

test("panning keeps the width, and fitting shows all", () => {
  expect(panRange({ from: 0, to: 1000 }, 0.25)).toEqual({ from: 250, to: 1250 });
  const { from, to } = fitRange(100, 1100);
  expect(from).toBeLessThan(100);
  expect(to).toBeGreaterThan(1100);
});
