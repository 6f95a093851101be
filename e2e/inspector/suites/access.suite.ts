/** For everybody: no axe violations in either theme, the whole width of a phone, and everything by the keyboard. */
import { expect } from "vitest";
import { violations } from "../axe.ts";
import { smallSessionFile } from "../sessions.ts";
import { momentOf, openFile, pairs, show, test, viewNames } from "../test.ts";

export function accessSuite(): void {
  // The second theme has the same elements in other colours.
  test.for([
    ["light", "every rule"],
    ["dark", "colours"],
  ] as const)(
    "axe finds nothing anywhere, wide and at 360 px: %s, %s",
    async ([scheme, rules], { openInspector }) => {
      const { page: walked } = await openInspector({ scheme });
      const look = async (where: string): Promise<void> =>
        expect(await violations(walked, rules), where).toEqual([]);
      await walked.getByRole("textbox", { name: "Relay address" }).fill("http://no.relay/");
      await walked.getByRole("button", { name: "Listen" }).click();
      await walked.getByRole("button", { name: "Dismiss" }).waitFor();
      await look("waiting, with a refusal");
      await openFile(walked, "session.json", smallSessionFile());
      await walked.getByRole("option").first().click();
      for (const [left, right] of pairs) {
        await show(walked, left);
        await show(walked, right);
        if (left === "Events") await walked.locator(".event").first().click();
        await look(`${left}, ${right}`);
      }
      await walked.setViewportSize({ width: 360, height: 640 });
      for (const view of viewNames) {
        await show(walked, view);
        expect(await walked.evaluate(widestOverflow), view).toBeLessThanOrEqual(0);
        await look(`${view}, 360 px`);
      }
      await walked.getByRole("button", { name: "Keyboard and legend" }).click();
      await look("help");
    },
  );

  test("everything by the keyboard: views, lists, moments, search, theme", async ({ page }) => {
    const press = (key: string) => page.keyboard.press(key);
    const selected = page.getByRole("option", { selected: true });
    await page.getByRole("listbox", { name: "Segments" }).focus();
    await press("Home");
    await press("ArrowDown");
    expect(await selected.getAttribute("aria-posinset")).toBe("2");
    await press("End");
    expect(await selected.getAttribute("aria-posinset")).toBe("40");
    for (const [index, view] of viewNames.entries()) {
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
    expect(await page.getByRole("button", { name: "Theme: Light" }).count()).toBe(1);
    await press("Escape");
    expect(await page.locator(".event[aria-selected=true]").count()).toBe(0);
    await press("?");
    await page.getByRole("dialog").waitFor();
    await press("Escape");
  });

  test("tabs are one stop, and arrows go through them", async ({ page }) => {
    await page.getByRole("tab", { name: "Segments" }).focus();
    await page.keyboard.press("ArrowRight");
    const focused = page.locator("[role=tab]:focus");
    expect(await focused.textContent()).toBe("Events");
    expect(await focused.getAttribute("aria-selected")).toBe("true");
  });

  test("who asks for less motion gets none", async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.getByRole("option").first().click();
    await show(page, "Statechart");
    const pulse = page.locator(".pulse").first();
    expect(await pulse.evaluate((element) => getComputedStyle(element).animationName)).toBe("none");
  });
}

/** px that the page, the frame or one of its bars is wider than the window. */
function widestOverflow(): number {
  const root = document.querySelector("#inspector")?.shadowRoot;
  const bars = root?.querySelectorAll(".shell, .head, .scrub, .panes, .pane, .view, .tools") ?? [];
  const widths = [...bars].map((bar) => bar.getBoundingClientRect().right);
  return Math.max(document.documentElement.scrollWidth, ...widths) - innerWidth;
}
