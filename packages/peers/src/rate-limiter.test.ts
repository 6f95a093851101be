import { expect, test } from "vitest";
import { createRateLimiter } from "./rate-limiter.ts";

test("allows a burst at once, and then the rate", () => {
  let time = 1000;
  const limiter = createRateLimiter(2, 3, () => time);
  const takeAll = () => Array.from({ length: 10 }, () => limiter.take()).filter(Boolean).length;
  expect(takeAll()).toBe(3);
  time += 499;
  expect(takeAll()).toBe(0);
  time += 1;
  expect(takeAll()).toBe(1);
  time += 60_000;
  expect(limiter.available).toBe(3);
});
