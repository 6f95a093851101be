import { expect, test } from "vitest";
import { createSimulatedClock } from "./simulated-clock.ts";

test("timers fire in the order of their due time, and see the time they were due", async () => {
  const clock = createSimulatedClock(0);
  const fired: [string, number][] = [];
  clock.setTimeout(() => fired.push(["late", clock.now()]), 20);
  clock.setTimeout(() => fired.push(["early", clock.now()]), 10);
  await clock.advance(30);
  expect(fired).toEqual([
    ["early", 10],
    ["late", 20],
  ]);
  expect(clock.now()).toBe(30);
});

test("a timer that a timer sets fires on the way too, after promises have settled", async () => {
  const clock = createSimulatedClock(0);
  const fired: number[] = [];
  clock.setTimeout(() => {
    void Promise.resolve().then(() => clock.setTimeout(() => fired.push(clock.now()), 5));
  }, 10);
  await clock.advance(15);
  expect(fired).toEqual([15]);
  expect(clock.pending).toBe(0);
});

test("a cleared timer never fires", async () => {
  const clock = createSimulatedClock(0);
  let fired = 0;
  clock.clearTimeout(clock.setTimeout(() => fired++, 1));
  await clock.advance(10);
  expect(fired).toBe(0);
});
