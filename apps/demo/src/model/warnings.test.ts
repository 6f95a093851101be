import { expect, test } from "vitest";
import { createWarnings } from "./warnings.ts";

const now = () => new Date(0);
const texts = (warnings: ReturnType<typeof createWarnings>) =>
  warnings.list().map(({ text, times }) => `${text} ×${times}`);

test("shows the code of the loader's errors, and what it was about", () => {
  const warnings = createWarnings(now);
  warnings.add(Object.assign(new Error("404"), { code: "HTTP_STATUS" }), "segment 3");
  expect(texts(warnings)).toEqual(["segment 3: HTTP_STATUS: 404 ×1"]);
});

test("counts what repeats, and moves it to the top", () => {
  const warnings = createWarnings(now);
  warnings.add("lost");
  warnings.add(new Error("other"));
  warnings.add("lost");
  expect(texts(warnings)).toEqual(["lost ×2", "other ×1"]);
});

test("takes anything that was thrown", () => {
  const warnings = createWarnings(now);
  warnings.add({ status: 500 });
  expect(texts(warnings)).toEqual(['{"status":500} ×1']);
});

test("keeps the newest fifty", () => {
  const warnings = createWarnings(now);
  for (let index = 0; index < 60; index++) warnings.add(`w${index}`);
  expect(warnings.list()).toHaveLength(50);
  expect(warnings.list()[0]?.text).toBe("w59");
});
