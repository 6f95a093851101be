/** The inspector as a panel in somebody else's page: one script tag, and nothing of either leaks into the other. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SyntheticOptions } from "@swarmlane/inspector/testing";
import { startInspectorStage, type InspectorStage } from "./stage.ts";

/** A page with styles and keys of its own, that would spoil an inspector which they reached. */
const somePage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Some page</title>
<link rel="icon" href="data:,"><style>* { font-size: 40px !important; color: red; } button { display: none; }</style></head>
<body><h1>Some page</h1><input id="field"><script src="/speaker.js"></script><script src="/inspector/panel.js"></script></body></html>`;

declare global {
  interface Window {
    readonly speaker: { speak(options: SyntheticOptions): { stop(): void } };
  }
}

let stage: InspectorStage;
beforeAll(async () => {
  stage = await startInspectorStage({ "/some.html": somePage });
});
afterAll(() => stage.close());

test("docks by one script tag, and shows the loader of the page that it is in", async () => {
  const watched = await stage.open({ path: "/some.html" });
  const { page } = watched;
  await page.getByRole("heading", { name: /^Listening/ }).waitFor();
  await page.evaluate(() => void window.speaker.speak({ segments: 50, peers: 3 }));
  await expect.poll(() => page.getByRole("option").count()).toBeGreaterThan(5);
  expect(await page.getByText("live", { exact: true }).isVisible()).toBe(true);
  watched.expectClean();
});

test("no style gets in or out", async () => {
  const { page } = await stage.open({ path: "/some.html" });
  const open = page.locator("swarmlane-inspector button[data-action=open]").first();
  await open.waitFor();
  expect(await open.evaluate((button) => getComputedStyle(button).display)).not.toBe("none");
  const sizes = await page.evaluate(() =>
    [document.querySelector("h1"), document.querySelector("input")].map(
      (element) => element && getComputedStyle(element).fontSize,
    ),
  );
  expect(sizes).toEqual(["40px", "40px"]);
  expect(await open.evaluate((button) => getComputedStyle(button).fontSize)).toBe("12px");
});

test("its keys act only within it", async () => {
  const { page } = await stage.open({ path: "/some.html" });
  await page.getByRole("heading", { name: /^Listening/ }).waitFor();
  await page.locator("#field").focus();
  await page.keyboard.type("?t");
  expect(await page.locator("#field").inputValue()).toBe("?t");
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.locator("swarmlane-inspector button[data-action=open]").first().focus();
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
});

test("its edge moves by the keyboard, and closing leaves nothing behind", async () => {
  const watched = await stage.open({ path: "/some.html" });
  const { page } = watched;
  const edge = page.getByRole("separator", { name: "Height of the inspector" });
  await edge.focus();
  await page.keyboard.press("ArrowUp");
  expect(await edge.getAttribute("aria-valuenow")).toBe("55");
  await page.getByRole("button", { name: "Close the inspector" }).click();
  expect(await page.locator("swarmlane-inspector").count()).toBe(0);
  watched.expectClean();
});
