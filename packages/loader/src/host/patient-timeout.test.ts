import { expect, it, vi } from "vitest";
import type { Clock } from "@swarmlane/contract";
import { createSimulatedClock } from "@swarmlane/testkit";
import { patientTimeout } from "./patient-timeout.ts";

/** A clock whose timers fire `delay` ms later than asked, as after a freeze. */
function lateClock(delays: number[]): { clock: Clock; fire: () => void; set: number[] } {
  const set: number[] = [];
  let now = 0;
  let next: (() => void) | undefined;
  return {
    set,
    clock: {
      now: () => now,
      setTimeout(callback, ms) {
        set.push(ms);
        next = () => {
          now += ms + (delays.shift() ?? 0);
          callback();
        };
        return undefined;
      },
      clearTimeout: () => undefined,
    },
    fire: () => next?.(),
  };
}

it("calls back when it is due", async () => {
  const clock = createSimulatedClock();
  const callback = vi.fn();
  patientTimeout(clock, callback, 1000);
  await clock.advance(999);
  expect(callback).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(callback).toHaveBeenCalledOnce();
});

it("can be cancelled", async () => {
  const clock = createSimulatedClock();
  const callback = vi.fn();
  patientTimeout(clock, callback, 1000)();
  await clock.advance(5000);
  expect(callback).not.toHaveBeenCalled();
  expect(clock.pending).toBe(0);
});

it("grants its time once more when it comes late, and only once", () => {
  const { clock, fire, set } = lateClock([60_000, 60_000]);
  const callback = vi.fn();
  patientTimeout(clock, callback, 1000);
  fire();
  expect(callback).not.toHaveBeenCalled();
  expect(set).toEqual([1000, 1000]);
  fire();
  expect(callback).toHaveBeenCalledOnce();
});
