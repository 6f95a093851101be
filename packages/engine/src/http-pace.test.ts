import { expect, test } from "vitest";
import { createHttpPace } from "./http-pace.ts";

test("what few segments exceed is near the mean where all take as long, and far from it where they do not", () => {
  const [steady, wild] = [createHttpPace(), createHttpPace()];
  for (let n = 0; n < 50; n++) {
    steady.note(300, 1000);
    wild.note(n % 2 === 0 ? 100 : 500, 1000);
  }
  expect(steady.expected).toBeGreaterThanOrEqual(300);
  expect(steady.expected).toBeLessThan(310);
  expect(wild.expected).toBeGreaterThan(500);
});

test("one segment says little: the next may take three times as long", () => {
  const pace = createHttpPace();
  expect(pace.expected).toBeGreaterThan(0);
  pace.note(40, 1000);
  expect(pace.expected).toBe(120);
});
