import { expect, it, vi } from "vitest";
import { createSimulatedClock } from "@swarmlane/testkit";
import { startHeartbeat } from "./heartbeat.ts";

const limits = { heartbeat: 2000, heartbeatMisses: 3 };

it("asks again a beat after each answer", async () => {
  const clock = createSimulatedClock();
  const ping = vi.fn(() => Promise.resolve());
  const stop = startHeartbeat({ ping, clock, limits, onSilence: () => undefined });
  await clock.advance(6000);
  expect(ping).toHaveBeenCalledTimes(4);
  stop();
  expect(clock.pending).toBe(0);
});

it("tells of silence once, six seconds after the last answer", async () => {
  const clock = createSimulatedClock();
  const onSilence = vi.fn();
  const ping = vi.fn(() => new Promise<void>(() => undefined)).mockResolvedValueOnce(undefined);
  const stop = startHeartbeat({ ping, clock, limits, onSilence });
  await clock.advance(5999);
  expect(onSilence).not.toHaveBeenCalled();
  await clock.advance(20_000);
  expect(onSilence).toHaveBeenCalledOnce();
  stop();
});

it("takes a refused call for silence", async () => {
  const clock = createSimulatedClock();
  const onSilence = vi.fn();
  const ping = () => Promise.reject(new Error("gone"));
  startHeartbeat({ ping, clock, limits, onSilence });
  await clock.advance(6000);
  expect(onSilence).toHaveBeenCalledOnce();
});

/** A thread that was blocked: when it goes on, all that is due runs before any answer is read. */
function createBlockedClock() {
  const timers = new Map<number, { at: number; callback: () => void }>();
  let now = 0;
  let lastId = 0;
  return {
    now: () => now,
    setTimeout(callback: () => void, ms: number) {
      timers.set(++lastId, { at: now + ms, callback });
      return lastId;
    },
    clearTimeout: (id: unknown) => void timers.delete(id as number),
    goOnAt(time: number) {
      now = time;
      const due = [...timers].filter(([, { at }]) => at <= now);
      for (const [id, { callback }] of due.sort(([, a], [, b]) => a.at - b.at)) {
        if (timers.delete(id)) callback();
      }
    },
  };
}

it("holds nothing against a host that was not asked while our own thread was blocked", async () => {
  const clock = createBlockedClock();
  const onSilence = vi.fn();
  const ping = vi.fn(() => Promise.resolve());
  const stop = startHeartbeat({ ping, clock, limits, onSilence });
  await Promise.resolve();
  clock.goOnAt(limits.heartbeat * limits.heartbeatMisses + 100);
  expect(ping).toHaveBeenCalledTimes(2);
  expect(onSilence).not.toHaveBeenCalled();
  stop();
});
