import { expect, onTestFinished, test, vi } from "vitest";
import { createPlatform } from "./platform.ts";

test("a timer of endless length never fires, though the platform's own would at once", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const fired: number[] = [];
  const { clock } = createPlatform();
  for (const ms of [1000, 2 ** 31, Infinity]) clock.setTimeout(() => fired.push(ms), ms);
  vi.advanceTimersByTime(60_000);
  expect(fired).toEqual([1000]);
});
