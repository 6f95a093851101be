/** The inspector as a panel in somebody else's page: one script tag, and nothing of either leaks into the other. */
import type { SyntheticOptions } from "@swarmlane/inspection/testing";
import { expect, test } from "vitest";
import type { InspectorStage } from "../stage.ts";

/** A page with styles and keys of its own, that would spoil an inspector which they reached. */
export const somePage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Some page</title>
<link rel="icon" href="data:,"><style>* { font-size: 40px !important; color: red; } button { display: none; }</style></head>
<body><h1>Some page</h1><input id="field"><script src="/speaker.js"></script><script src="/inspector/panel.js"></script></body></html>`;

declare global {
  interface Window {
    /** page/speaker.page.ts */
    readonly speaker: {
      speak(options: SyntheticOptions, way?: { port?: MessagePort; relay?: string }): unknown;
    };
  }
}

/** apps/inspector/src/panel.ts */
interface DockOptions {
  readonly port: MessagePort;
  readonly height: number;
}

export function panelSuite(stage: () => InspectorStage): void {
  test("docks by one script tag, and shows the loader of the page that it is in", async () => {
    const watched = await stage().open({ path: "/some.html" });
    const { page } = watched;
    await page.getByRole("heading", { name: /^Listening/ }).waitFor();
    await page.evaluate(() => void window.speaker.speak({ segments: 50, peers: 3 }));
    await expect.poll(() => page.getByRole("option").count()).toBeGreaterThan(5);
    expect(await page.getByText("live", { exact: true }).isVisible()).toBe(true);
    watched.expectClean();
  });

  test("no style gets in or out", async () => {
    const { page } = await stage().open({ path: "/some.html" });
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
    const { page } = await stage().open({ path: "/some.html" });
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
    const watched = await stage().open({ path: "/some.html" });
    const { page } = watched;
    const edge = page.getByRole("separator", { name: "Height of the inspector" });
    await edge.focus();
    await page.keyboard.press("ArrowUp");
    expect(await edge.getAttribute("aria-valuenow")).toBe("55");
    await page.getByRole("button", { name: "Close the inspector" }).click();
    expect(await page.locator("swarmlane-inspector").count()).toBe(0);
    watched.expectClean();
  });

  test("docks by one import, to the loader at the other end of a port", async () => {
    const watched = await stage().open({ path: "/speaker.html" });
    const { page } = watched;
    const content = `import { dockInspector } from "/inspector/panel.mjs"; window.dock = dockInspector;`;
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
    watched.expectClean();
  });
}
