import { createSimulatedClock } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { createAlarm } from "./alarm.ts";

test("rings once, at the time that was set last", async () => {
  const clock = createSimulatedClock(0);
  const rung: number[] = [];
  const alarm = createAlarm(clock, () => rung.push(clock.now()));
  const start = clock.now();
  alarm.set(start + 500);
  alarm.set(start + 200);
  alarm.set(start + 200);
  await clock.advance(1000);
  expect(rung).toEqual([start + 200]);
  alarm.set(start + 1500);
  alarm.set(Infinity);
  await clock.advance(1000);
  expect(rung).toEqual([start + 200]);
  alarm.set(start);
  await clock.advance(1);
  expect(rung).toHaveLength(2);
});
