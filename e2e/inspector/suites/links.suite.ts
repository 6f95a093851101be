/** One choice, one moment: every view shows the same, however it was chosen. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { momentOf, show, test } from "../test.ts";

export function linksSuite(): void {
  test("a lane chooses its segment, its actor and its peer", async ({ page }) => {
    await goTo(page, 15_000);
    const lane = page.getByRole("option").filter({ hasText: "cached …" }).first();
    const sequence = (await lane.locator("b").textContent()) ?? "";
    await lane.click();
    expect(await page.locator(".summary h2").textContent()).toContain(`Segment ${sequence}`);
    await show(page, "Statechart");
    await expect
      .poll(() => page.locator(".statechart-subject b").textContent())
      .toBe(`segment-${sequence}`);
    expect(await page.locator(".node[data-active=true]").getAttribute("data-name")).toBe("cached");
    await show(page, "Actors");
    expect(await chosen(page, "treeitem").locator("b").textContent()).toBe(`segment-${sequence}`);
    await show(page, "Peers");
    expect(await page.locator("tr[data-chosen=true]").count()).toBe(1);
  });

  test("a peer in a reason leads to the peer, an actor in the tree to its segment", async ({
    page,
  }) => {
    await goTo(page, 15_000);
    await page.getByRole("option").filter({ hasText: "cached …" }).first().click();
    const link = page.locator(".because button");
    const peer = await link.getAttribute("title");
    await link.click();
    await show(page, "Peers");
    expect(await page.locator("tr[data-chosen=true] button").getAttribute("title")).toBe(peer);
    await show(page, "Actors");
    // In one step: the list is still on its way to the actor that was chosen before.
    const name = await page
      .getByRole("treeitem")
      .filter({ hasText: "segment-" })
      .first()
      .evaluate((row: HTMLElement) => {
        row.click();
        return row.querySelector("b")?.textContent ?? "";
      });
    await show(page, "Why");
    expect(await page.locator(".summary h2").textContent()).toContain(
      name.replace("segment-", "Segment "),
    );
  });

  test("an event chooses whom it is about, shows what it changed, and leads to its moment", async ({
    page,
  }) => {
    await goTo(page, 10_000);
    await show(page, "Events");
    const search = page.getByRole("searchbox");
    await search.fill("start.http");
    const row = page
      .locator(".event")
      .filter({ has: page.locator("[data-type=event]") })
      .last();
    await row.click();
    const detail = page.getByRole("region", { name: "Selected event" });
    expect(await detail.locator("tr").filter({ hasText: "state" }).textContent()).toMatch(
      /queued.*http/,
    );
    await show(page, "Statechart");
    expect(await page.locator(".statechart-subject b").textContent()).toMatch(/^segment-/);
    const before = await momentOf(page);
    await detail.getByRole("button", { name: "Show this moment" }).click();
    expect(await momentOf(page)).toBeLessThan(before);
    // The moment before the transition: it is still queued.
    expect(await page.locator(".node[data-active=true]").getAttribute("data-name")).toBe("queued");
    await search.fill("");
  });

  test("scrubbing back shows that moment everywhere, and the end is one key away", async ({
    page,
  }) => {
    await show(page, "Session");
    const total = () => page.locator(".facts dd").first().textContent();
    const atEnd = await total();
    await goTo(page, 2000);
    expect(await total()).not.toBe(atEnd);
    expect(
      await page.locator(".lane-label").filter({ hasText: "not queued yet" }).count(),
    ).toBeGreaterThan(0);
    await show(page, "Events");
    const times = await page.locator(".event time").allTextContents();
    expect(times.length).toBeGreaterThan(0);
    const now = (await page.locator(".clock b").textContent()) ?? "";
    expect(times.every((time) => time <= now)).toBe(true);
    await page.keyboard.press("l");
    await expect.poll(total).toBe(atEnd);
  });

  test("the last transition is marked, and steps move it", async ({ page }) => {
    await goTo(page, 10_000);
    await page.getByRole("option").first().click();
    await show(page, "Statechart");
    await expect.poll(() => page.locator(".arrow[data-last=true]").count()).toBe(1);
    const here = await momentOf(page);
    for (let step = 0; step < 20; step += 1) await page.keyboard.press(",");
    expect(await momentOf(page)).toBeLessThan(here);
  });

  async function goTo(page: Page, ms: number): Promise<void> {
    await page.getByRole("slider", { name: "Moment" }).fill(String(ms));
    await expect.poll(async () => Math.abs((await momentOf(page)) - ms)).toBeLessThan(100);
  }

  function chosen(page: Page, role: "treeitem" | "option") {
    return page.getByRole(role, { selected: true });
  }
}
