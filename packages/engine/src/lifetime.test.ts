import { createSimulatedClock } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { createLifetime } from "./lifetime.ts";

test("timers end with the engine, and none can be set afterwards", async () => {
  const clock = createSimulatedClock();
  const lifetime = createLifetime(clock);
  let fired = 0;
  lifetime.clock.setTimeout(() => (fired += 1), 10);
  await clock.advance(10);
  lifetime.clock.setTimeout(() => (fired += 1), 10);
  lifetime.clock.clearTimeout(lifetime.clock.setTimeout(() => (fired += 1), 10));
  expect(clock.pending).toBe(1);
  lifetime.end();
  lifetime.clock.setTimeout(() => (fired += 1), 10);
  expect(clock.pending).toBe(0);
  await clock.advance(100);
  expect(fired).toBe(1);
});
