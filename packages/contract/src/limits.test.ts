import { expect, test } from "vitest";
import { defaultLimits } from "./limits.ts";

test("no delay overflows a timer", () => {
  const longest = Math.max(defaultLimits.announceIntervalMax, defaultLimits.workerRestartWindow);
  expect(longest).toBeLessThan(2 ** 31);
});

test("a queue never wakes above the mark at which it stops", () => {
  expect(defaultLimits.bufferedLow).toBeLessThan(defaultLimits.bufferedHigh);
});

test("what one peer may make us hold fits into what all may", () => {
  expect(defaultLimits.segmentBytes).toBeLessThanOrEqual(defaultLimits.receiveBytes);
});
