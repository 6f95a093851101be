import { afterEach, expect, test, vi } from "vitest";
import { chromiumFlags, findBrowser, launchOptions, searchedPlaces } from "./find-browser.ts";

afterEach(() => vi.unstubAllEnvs());

test("an environment variable comes first", () => {
  vi.stubEnv("CHROME_PATH", process.execPath);
  expect(findBrowser()).toEqual({ executablePath: process.execPath, source: "CHROME_PATH" });
  vi.stubEnv("SWARMLANE_BROWSER", process.execPath);
  expect(findBrowser()?.source).toBe("SWARMLANE_BROWSER");
});

test("a variable that does not name an executable file is skipped", () => {
  vi.stubEnv("CHROME_PATH", "/nowhere/chrome");
  vi.stubEnv("SWARMLANE_BROWSER", "");
  expect(findBrowser()?.source).not.toMatch(/CHROME_PATH|SWARMLANE/);
});

test("says where it looks, the variables first", () => {
  expect(searchedPlaces().slice(0, 2).join()).toMatch(/SWARMLANE_BROWSER.*CHROME_PATH/);
});

test("launches with the path that was found, and every flag", () => {
  vi.stubEnv("SWARMLANE_BROWSER", process.execPath);
  expect(launchOptions()).toEqual({
    executablePath: process.execPath,
    args: [...chromiumFlags],
    headless: true,
  });
});
