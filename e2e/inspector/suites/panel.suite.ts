/** The inspector as a panel in somebody else's page: one script tag, and nothing of either leaks into the other. */
import { expect } from "vitest";
import { panelModule, test } from "../test.ts";

/** apps/inspector/src/panel.ts */
interface DockOptions {
  readonly port: MessagePort;
  readonly height: number;
}

export function panelSuite(): void {
  test("docks by one script tag, and shows the loader of the page that it is in", async ({
    openInspector,
  }) => {
    const watched = await openInspector({ path: "/some/some.html" });
    const { page } = watched;
    await page.getByRole("heading", { name: /^Listening/ }).waitFor();
    await page.evaluate(() => void window.speaker.speak({ segments: 50, peers: 3 }));
    await expect.poll(() => page.getByRole("option").count()).toBeGreaterThan(5);
    expect(await page.getByText("live", { exact: true }).isVisible()).toBe(true);
  });

  test("no style gets in or out", async ({ openInspector }) => {
    const { page } = await openInspector({ path: "/some/some.html" });
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

  test("its keys act only within it", async ({ openInspector }) => {
    const { page } = await openInspector({ path: "/some/some.html" });
    await page.getByRole("heading", { name: /^Listening/ }).waitFor();
    await page.locator("#field").focus();
    await page.keyboard.type("?t");
    expect(await page.locator("#field").inputValue()).toBe("?t");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.locator("swarmlane-inspector button[data-action=open]").first().focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
  });

  test("its edge moves by the keyboard, and closing leaves nothing behind", async ({
    openInspector,
  }) => {
    const watched = await openInspector({ path: "/some/some.html" });
    const { page } = watched;
    const edge = page.getByRole("separator", { name: "Height of the inspector" });
    await edge.focus();
    await page.keyboard.press("ArrowUp");
    expect(await edge.getAttribute("aria-valuenow")).toBe("55");
    await page.getByRole("button", { name: "Close the inspector" }).click();
    expect(await page.locator("swarmlane-inspector").count()).toBe(0);
  });

  test("docks by one import, to the loader at the other end of a port", async ({
    openInspector,
  }) => {
    const watched = await openInspector({ path: "/pages/speaker.html" });
    const { page } = watched;
    const content = `import { dockInspector } from "${panelModule}"; window.dock = dockInspector;`;
    await page.addScriptTag({ type: "module", content });
    await page.waitForFunction(() => "dock" in window);
    await page.evaluate(() => {
      const { dock } = window as unknown as { dock: (options: DockOptions) => unknown };
      const { port1, port2 } = new MessageChannel();
      window.speaker.speak({ segments: 50, peers: 3 }, { port: port2 });
      dock({ port: port1, height: 0.7 });
    });
    await page.getByText("live", { exact: true }).waitFor();
    await expect.poll(() => page.getByRole("option").count()).toBeGreaterThan(5);
    const edge = page.getByRole("separator", { name: "Height of the inspector" });
    expect(await edge.getAttribute("aria-valuenow")).toBe("70");
  });
}
