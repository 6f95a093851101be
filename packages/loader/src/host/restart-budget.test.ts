import { expect, test } from "vitest";
import { createSimulatedClock } from "@swarmlane/testkit";
import { createRestartBudget } from "./restart-budget.ts";

function createBudget(workerRestarts = 2) {
  const clock = createSimulatedClock();
  return {
    clock,
    budget: createRestartBudget(clock, { workerRestarts, workerRestartWindow: 1000 }),
  };
}

test("so many losses within the window are replaced, and one more is not", () => {
  const { budget } = createBudget();
  expect([budget.spend(), budget.spend(), budget.spend()]).toEqual([true, true, false]);
});

test("a loss that is as old as the window is forgotten", async () => {
  const { clock, budget } = createBudget();
  budget.spend();
  budget.spend();
  await clock.advance(1000);
  expect(budget.spend()).toBe(true);
});

test("after a pause the losses before it count as if they had just happened", async () => {
  const { clock, budget } = createBudget();
  for (let losses = 0; losses < 3; losses += 1) budget.spend();
  await clock.advance(5000);
  budget.resume();
  await clock.advance(999);
  expect(budget.spend()).toBe(false);
});

test("after a pause, a whole window without a loss restores the budget", async () => {
  const { clock, budget } = createBudget();
  for (let losses = 0; losses < 3; losses += 1) budget.spend();
  await clock.advance(5000);
  budget.resume();
  await clock.advance(1000);
  expect([budget.spend(), budget.spend(), budget.spend()]).toEqual([true, true, false]);
});
