import { expect, test } from "vitest";
import { fail, mayRetry, neverFailed, retry, wake } from "./cool-down.ts";

test("the first explicit retry is allowed at once", () => {
  expect(mayRetry(fail(neverFailed, 1000, 10_000), 1000)).toBe(true);
});

test("further explicit retries double their distance, up to the cool-down itself", () => {
  let coolDown = fail(neverFailed, 0, 10_000);
  const gaps: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    coolDown = fail(retry(coolDown, 0, 1000, 10_000), 0, 10_000);
    gaps.push(coolDown.retryFrom);
  }
  expect(gaps).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  expect(mayRetry(coolDown, 9999)).toBe(false);
  expect(mayRetry(coolDown, 10_000)).toBe(true);
});

test("waking up keeps the count of retries", () => {
  const coolDown = retry(fail(neverFailed, 0, 10_000), 0, 1000, 10_000);
  expect(wake(fail(coolDown, 5, 10_000))).toEqual({ ...coolDown, until: undefined });
});
