import { expect, test } from "vitest";
import { createDice } from "../random/random.ts";
import { createEventClock } from "./event-clock.ts";

test("events happen in the order of their time, and of their setting where the time is the same", async () => {
  const clock = createEventClock();
  const seen: string[] = [];
  clock.setTimeout(() => seen.push("late"), 20);
  clock.setTimeout(() => seen.push("first of two"), 10);
  clock.schedule(10, () => seen.push("second of two"));
  clock.setTimeout(() => seen.push(`at once, at ${clock.now()}`), -5);
  await clock.run(20);
  expect(seen).toEqual(["at once, at 0", "first of two", "second of two", "late"]);
  expect(clock.now()).toBe(20);
});

test("what is due later stays, and time stops where it was told to", async () => {
  const clock = createEventClock();
  const seen: number[] = [];
  clock.setTimeout(() => seen.push(clock.now()), 101);
  await clock.run(100);
  expect([seen, clock.now(), clock.pending]).toEqual([[], 100, 1]);
  await clock.run(200);
  expect([seen, clock.now(), clock.pending]).toEqual([[101], 200, 0]);
});

test("promises settle before the next event, even at the same time", async () => {
  const clock = createEventClock();
  const seen: string[] = [];
  const chain = async (length: number): Promise<void> => {
    for (let turn = 0; turn < length; turn += 1) await Promise.resolve();
    seen.push(`chain of ${length}`);
  };
  clock.setTimeout(() => void chain(500), 1);
  clock.setTimeout(() => seen.push("next"), 1);
  clock.schedule(2, () => {
    clock.settleNext();
    void chain(50);
  });
  clock.schedule(2, () => seen.push("last"));
  await clock.run(2);
  expect(seen).toEqual(["chain of 500", "next", "chain of 50", "last"]);
});

test("a cleared timer does not fire, and clearing it again or late does nothing", async () => {
  const clock = createEventClock();
  const seen: string[] = [];
  const cleared = clock.setTimeout(() => seen.push("cleared"), 1);
  const kept = clock.setTimeout(() => seen.push("kept"), 1);
  clock.clearTimeout(cleared);
  clock.clearTimeout(cleared);
  clock.clearTimeout(undefined);
  await clock.run(1);
  clock.clearTimeout(kept);
  expect([seen, clock.pending]).toEqual([["kept"], 0]);
});

test("a hundred thousand timers, most of them cleared, fire in order", async () => {
  const clock = createEventClock();
  const dice = createDice("timers");
  const due: number[] = [];
  const fired: number[] = [];
  for (let n = 0; n < 100_000; n += 1) {
    const at = dice.between(0, 1000);
    const timer = clock.setTimeout(() => fired.push(at), at);
    if (n % 10 === 0) due.push(at);
    else clock.clearTimeout(timer);
  }
  expect(clock.pending).toBe(due.length);
  await clock.run(1000);
  expect(fired).toEqual(due.sort((one, other) => one - other));
});

test("an event that throws ends the run with its error", async () => {
  const clock = createEventClock();
  clock.setTimeout(() => {
    throw new Error("broken");
  }, 5);
  await expect(clock.run(10)).rejects.toThrow("broken");
});
