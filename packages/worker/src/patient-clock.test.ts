import { expect, test, vi } from "vitest";
import type { Clock } from "@swarmlane/contract";
import { createPatientClock } from "./patient-clock.ts";

/** A thread that stands still between `goOnAt` and `goOnAt`: what is due by then runs then. */
function createFrozenClock(): Clock & { goOnAt(time: number): void; readonly pending: number } {
  const timers = new Map<number, { at: number; callback: () => void }>();
  let now = 0;
  let lastId = 0;
  return {
    now: () => now,
    setTimeout(callback, ms) {
      timers.set(++lastId, { at: now + ms, callback });
      return lastId;
    },
    clearTimeout: (id) => void timers.delete(id as number),
    goOnAt(time) {
      now = time;
      const due = [...timers].filter(([, { at }]) => at <= now);
      for (const [id, { callback }] of due) if (timers.delete(id)) callback();
    },
    get pending() {
      return timers.size;
    },
  };
}

test("a timer fires when it is due, and a little late is in time", () => {
  const thread = createFrozenClock();
  const fired = vi.fn();
  createPatientClock(thread).setTimeout(fired, 8000);
  thread.goOnAt(7999);
  expect(fired).not.toHaveBeenCalled();
  thread.goOnAt(8200);
  expect(fired).toHaveBeenCalledOnce();
});

test("a timer that is late because the thread was frozen lets the messages go first, once", () => {
  const thread = createFrozenClock();
  const fired = vi.fn();
  createPatientClock(thread).setTimeout(fired, 8000);
  thread.goOnAt(60_000);
  expect(fired).not.toHaveBeenCalled();
  thread.goOnAt(120_000);
  expect(fired).toHaveBeenCalledOnce();
  expect(thread.pending).toBe(0);
});

test("a short timer is not held up longer than it is long", () => {
  const thread = createFrozenClock();
  const fired = vi.fn();
  createPatientClock(thread).setTimeout(fired, 50);
  thread.goOnAt(60_000);
  thread.goOnAt(60_050);
  expect(fired).toHaveBeenCalledOnce();
});

test("a timer can be cleared, also while it lets the messages go first", () => {
  const thread = createFrozenClock();
  const fired = vi.fn();
  const clock = createPatientClock(thread);
  clock.clearTimeout(clock.setTimeout(fired, 100));
  const held = clock.setTimeout(fired, 8000);
  thread.goOnAt(60_000);
  clock.clearTimeout(held);
  clock.clearTimeout(undefined);
  expect(thread.pending).toBe(0);
  thread.goOnAt(120_000);
  expect(fired).not.toHaveBeenCalled();
});
