import { createSimulatedClock } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { createPolicyTurns } from "./policy-turns.ts";

const interval = 1000;

function createScene() {
  const clock = createSimulatedClock(0);
  const runs: { readonly at: number; readonly isDrawDue: boolean }[] = [];
  let hasWork = true;
  let onRun = (): void => undefined;
  const turns = createPolicyTurns({
    clock,
    hasWork: () => hasWork,
    drawInterval: () => interval,
    run(isDrawDue) {
      runs.push({ at: clock.now(), isDrawDue });
      onRun();
    },
  });
  return {
    ...{ clock, runs, turns },
    setWork: (next: boolean) => void (hasWork = next),
    setOnRun: (next: () => void) => void (onRun = next),
  };
}

test("whatever changes within a task leads to one run, at its end", async () => {
  const { clock, runs, turns } = createScene();
  turns.want();
  turns.want();
  expect(runs).toEqual([]);
  await clock.settle();
  expect(runs).toEqual([{ at: clock.now(), isDrawDue: false }]);
});

test("what a run itself changes leads to one more, after everybody has heard of it", async () => {
  const { clock, runs, turns, setOnRun } = createScene();
  const heardBefore: number[] = [];
  setOnRun(() => {
    if (runs.length > 1) return;
    turns.want();
    void Promise.resolve().then(() => heardBefore.push(runs.length));
  });
  turns.want();
  await clock.settle();
  expect(runs).toHaveLength(2);
  expect(heardBefore).toEqual([1]);
});

test("while something is to be loaded, a run follows at each interval, and a random download may begin", async () => {
  const { clock, runs, turns } = createScene();
  turns.want();
  await clock.settle();
  const began = clock.now();
  await clock.advance(interval * 2.5);
  turns.want();
  await clock.settle();
  expect(runs).toEqual([
    { at: began, isDrawDue: false },
    { at: began + interval, isDrawDue: true },
    { at: began + interval * 2, isDrawDue: true },
    { at: began + interval * 2.5, isDrawDue: false },
  ]);
});

test("with nothing to load there is no run and no timer", async () => {
  const { clock, runs, turns, setWork } = createScene();
  turns.want();
  await clock.settle();
  setWork(false);
  turns.want();
  await clock.settle();
  expect(clock.pending).toBe(0);
  await clock.advance(interval * 3);
  expect(runs).toHaveLength(1);
});

test("a run asks for another at a time at which only time has changed", async () => {
  const { clock, runs, turns, setOnRun } = createScene();
  const until = clock.now() + 300;
  setOnRun(() => turns.wakeAt(clock.now() < until ? until : Infinity));
  turns.want();
  await clock.advance(interval / 2);
  expect(runs.map(({ at }) => at)).toEqual([until - 300, until]);
});
