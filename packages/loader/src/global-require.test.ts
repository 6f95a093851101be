import { expect, it } from "vitest";
import { createGlobalRequire } from "./global-require.ts";

it("serves its own modules, and asks the require before it for others", () => {
  const before = Object.assign((name: string, jumped?: unknown) => `${name} ${String(jumped)}`, {
    config: 1,
  });
  const require = createGlobalRequire(before, { events: "ours" });
  expect(require("events")).toBe("ours");
  expect(require("other", true)).toBe("other true");
  expect(require).toHaveProperty("config", 1);
});

it("fails like Browserify's when nobody knows the module", () => {
  const require = createGlobalRequire(undefined, {});
  expect(() => require("constructor")).toThrow("Cannot find module 'constructor'");
});
