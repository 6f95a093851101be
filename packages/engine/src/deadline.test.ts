import { createSimulatedClock } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { withDeadline } from "./deadline.ts";

function deadline() {
  const clock = createSimulatedClock();
  return { clock, within: 100, code: "CALLBACK_TIMEOUT", name: "the validator" } as const;
}

test("what never settles rejects with the code of the deadline", async () => {
  const limit = deadline();
  const late = withDeadline(limit, () => new Promise<never>(() => undefined));
  const caught = late.catch((error: unknown) => error);
  await limit.clock.advance(100);
  expect(await caught).toMatchObject({
    code: "CALLBACK_TIMEOUT",
    message: "the validator took longer than 100 ms",
  });
});

test("what settles in time leaves no timer", async () => {
  const limit = deadline();
  expect(await withDeadline(limit, () => Promise.resolve(7))).toBe(7);
  expect(limit.clock.pending).toBe(0);
});

test("a throw is a rejection", async () => {
  const thrown = withDeadline(deadline(), () => {
    throw new RangeError("no");
  });
  await expect(thrown).rejects.toThrow("no");
});
