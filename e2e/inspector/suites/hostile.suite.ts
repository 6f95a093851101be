/** Words that others chose are shown as text, in every view; the page asks nobody for anything. */
import { expect } from "vitest";
import { hostileSessionFile, hostileText } from "../sessions.ts";
import { openFile, show, test } from "../test.ts";

export function hostileSuite(): void {
  test("hostile ids, addresses, reasons, contexts and definitions are text everywhere", async ({
    openInspector,
  }) => {
    const watched = await openInspector();
    const { page } = watched;
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await openFile(page, "session.json", hostileSessionFile());
    await page.getByRole("option").first().click();
    for (const view of ["Why", "Statechart", "Actors", "Session", "Events", "Sequence", "Peers"]) {
      await show(page, view);
      if (view === "Events") {
        await page.locator(".event").filter({ hasText: "event" }).first().click();
        await page.getByText("Message data").click();
      }
      const text = await page.locator(".shell").textContent();
      expect(text, view).toContain(view === "Statechart" ? hostileText.slice(0, 20) : hostileText);
    }
    const made = page.locator("img, script, a[href], iframe, object");
    // The page's own script.
    expect(await made.count()).toBe(await page.locator("head script, body > script").count());
    expect(await page.evaluate(() => "wasAttacked" in window)).toBe(false);
    expect(asked.filter((url) => !url.startsWith("blob:"))).toEqual([]);
  });
}
