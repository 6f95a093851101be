import type { ErrorInfo } from "@swarmlane/contract";
import { expect, test } from "vitest";
import { createCoalescedWarnings } from "./coalesced-warnings.ts";

function open() {
  const clock = { time: 0 };
  const reported: ErrorInfo[] = [];
  const warn = createCoalescedWarnings(
    (error) => reported.push(error),
    1000,
    () => clock.time,
  );
  return { clock, reported, warn };
}

test("one of many warnings of a kind is reported, and later how many were held back", () => {
  const { clock, reported, warn } = open();
  for (let n = 0; n < 4; n += 1) warn("TRACKER_ERROR", "gone", "a");
  clock.time = 1000;
  warn("TRACKER_ERROR", "gone", "a");
  expect(reported.map(({ message }) => message)).toEqual(["gone", "gone (and 3 more)"]);
});

test("kinds and subjects are kept apart", () => {
  const { reported, warn } = open();
  warn("TRACKER_ERROR", "gone", "a");
  warn("TRACKER_ERROR", "gone", "b");
  warn("TRACKER_BAD_MESSAGE", "bad", "a");
  expect(reported).toHaveLength(3);
});

test("an exception in the listener is ignored", () => {
  const warn = createCoalescedWarnings(
    () => {
      throw new Error("listener");
    },
    1000,
    () => 0,
  );
  expect(() => warn("INTERNAL", "x")).not.toThrow();
});
