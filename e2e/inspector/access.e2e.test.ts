/** For everybody: no axe violations in either theme, the whole width of a phone, and everything by the keyboard. */
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { smallSessionFile } from "./sessions.ts";
import {
  momentOf,
  openFile,
  show,
  startInspectorStage,
  type InspectorStage,
  type OpenOptions,
  type Scheme,
} from "./stage.ts";

const views = [
  "Segments",
  "Events",
  "Sequence",
  "Peers",
  "Why",
  "Statechart",
  "Actors",
  "Session",
] as const;

let stage: InspectorStage;
beforeAll(async () => {
  stage = await startInspectorStage();
});
afterAll(() => stage.close());

const looks: readonly (readonly [Scheme, number])[] = [
  ["light", 1280],
  ["dark", 1280],
  ["light", 360],
  ["dark", 360],
];

test.each(looks)("axe finds nothing in any view, %s, %i px wide", async (scheme, width) => {
  const watched = await open({ scheme, width });
  const { page } = watched;
  await page.getByRole("option").first().click();
  for (const view of views) {
    await show(page, view);
    if (view === "Events") await page.locator(".event").first().click();
    expect(await violations(page), view).toEqual([]);
  }
  await page.getByRole("button", { name: "Keyboard and legend" }).click();
  expect(await violations(page), "help").toEqual([]);
  watched.expectClean();
});

test.each(["light", "dark"] as const)(
  "axe finds nothing while it waits, nor in a refusal, %s",
  async (scheme) => {
    const { page } = await stage.open({ scheme });
    expect(await violations(page)).toEqual([]);
    await openFile(page, "it.json", "{");
    await page.getByRole("button", { name: "Dismiss" }).waitFor();
    expect(await violations(page)).toEqual([]);
  },
);

test("fits into 360 px: nothing but lists and charts scrolls sideways", async () => {
  const { page } = await open({ width: 360, height: 640 });
  for (const view of views) {
    await show(page, view);
    expect(await page.evaluate(widestOverflow), view).toBeLessThanOrEqual(0);
  }
});

test("everything by the keyboard: views, lists, moments, search, theme", async () => {
  const watched = await open({});
  const { page } = watched;
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  await page.getByRole("listbox", { name: "Segments" }).focus();
  await press("Home");
  await press("ArrowDown");
  expect(await page.getByRole("option", { selected: true }).getAttribute("aria-posinset")).toBe(
    "2",
  );
  await press("End");
  expect(await page.getByRole("option", { selected: true }).getAttribute("aria-posinset")).toBe(
    "100",
  );
  for (const [index, view] of views.entries()) {
    await press(String(index + 1));
    const tab = page.getByRole("tab", { name: view, exact: true });
    expect(await tab.getAttribute("aria-selected"), view).toBe("true");
  }
  await press("/");
  await page.keyboard.type("start.http");
  await expect
    .poll(() => page.locator(".event .text").first().textContent())
    .toMatch(/start\.http/);
  await press("Tab");
  await page.getByRole("listbox", { name: "Events" }).focus();
  const end = await momentOf(page);
  await press("Home");
  await press("Enter");
  expect(await momentOf(page)).toBeLessThan(end);
  await press("l");
  expect(await momentOf(page)).toBe(end);
  await press("[");
  expect(await momentOf(page)).toBeLessThan(end);
  await press("t");
  expect(await page.getByRole("button", { name: "Light", exact: true }).count()).toBe(1);
  await press("Escape");
  expect(await page.locator(".event[aria-selected=true]").count()).toBe(0);
  await press("?");
  await page.getByRole("dialog").waitFor();
  watched.expectClean();
});

test("tabs are one stop, and arrows go through them", async () => {
  const { page } = await open({});
  await page.getByRole("tab", { name: "Segments" }).focus();
  await page.keyboard.press("ArrowRight");
  const focused = page.locator("[role=tab]:focus");
  expect(await focused.textContent()).toBe("Events");
  expect(await focused.getAttribute("aria-selected")).toBe("true");
});

test("who asks for less motion gets none", async () => {
  const { page } = await open({});
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.getByRole("option").first().click();
  await show(page, "Statechart");
  const pulse = page.locator(".pulse").first();
  expect(await pulse.evaluate((element) => getComputedStyle(element).animationName)).toBe("none");
});

async function open(options: OpenOptions) {
  const opened = await stage.open(options);
  await openFile(opened.page, "session.json", smallSessionFile());
  await opened.page.getByRole("listbox", { name: "Segments" }).waitFor();
  return opened;
}

/** Rule and places, for a message that can be read. */
async function violations(page: Page): Promise<string[]> {
  const isThere = await page.evaluate(() => "axe" in window);
  if (!isThere) await page.evaluate(axe.source);
  const results = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return results.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ target, failureSummary }) => `${JSON.stringify(target)} ${failureSummary ?? ""}`)
        .slice(0, 3)
        .join("; ")}`,
  );
}

/** px that the page, the frame or one of its bars is wider than the window. */
function widestOverflow(): number {
  const root = document.querySelector("#inspector")?.shadowRoot;
  const bars = root?.querySelectorAll(".shell, .head, .scrub, .panes, .pane, .view, .tools") ?? [];
  const widths = [...bars].map((bar) => bar.getBoundingClientRect().right);
  return Math.max(document.documentElement.scrollWidth, ...widths) - innerWidth;
}
