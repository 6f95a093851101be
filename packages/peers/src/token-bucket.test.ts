import { expect, test } from "vitest";
import { createTokenBucket } from "./token-bucket.ts";

test("a burst is taken at once, and then the rate", () => {
  let time = 1000;
  const bucket = createTokenBucket(2, 3, () => time);
  const takeAll = () => Array.from({ length: 10 }, () => bucket.take()).filter(Boolean).length;
  expect(takeAll()).toBe(3);
  time += 499;
  expect(takeAll()).toBe(0);
  time += 1;
  expect(takeAll()).toBe(1);
  time += 60_000;
  expect(bucket.tokens).toBe(3);
});
