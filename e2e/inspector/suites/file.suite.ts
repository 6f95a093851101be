/** A saved session is opened, refused with a reason, saved again, and comes up with everything else stopped. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { smallSession, smallSessionFile } from "../sessions.ts";
import { dropFile, momentOf, openFile, show, test } from "../test.ts";

export function fileSuite(): void {
  const segments = (page: Page) => page.getByRole("listbox", { name: "Segments" });
  const notice = (page: Page) => page.getByRole("alert");

  test("without a session it says how one comes here", async ({ openInspector }) => {
    const { page } = await openInspector();
    expect(await page.getByRole("heading", { level: 2 }).textContent()).toMatch(/^Listening/);
    expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  });

  test("opens a file at its end, with every view", async ({ page }) => {
    const last = smallSession().messages.at(-1)?.t ?? 0;
    expect(Math.abs((await momentOf(page)) - last)).toBeLessThan(40);
    expect(await page.getByText("from a file").isVisible()).toBe(true);
    await page.getByRole("option").first().click();
    const signs: Readonly<Record<string, string>> = {
      Events: ".event",
      Sequence: ".sequence-row",
      Peers: ".peers tbody tr",
      Why: ".story li",
      Statechart: ".chart .node",
      Actors: ".actor",
      Session: ".facts dd",
      Segments: ".lanes-chart canvas",
    };
    for (const [view, sign] of Object.entries(signs)) {
      await show(page, view);
      await expect.poll(() => page.locator(sign).count(), { message: view }).toBeGreaterThan(0);
    }
  });

  test.for([
    ["no JSON", "{", /it\.json cannot be opened: the file is not JSON/],
    ["another format", "{}", /not a Swarmlane session file/],
    ["an older version", older(), /an older version of the format \(0\)/],
    ["a bad message", badMessage(), /cannot be opened: messages\[1\]/],
  ] as const)(
    "refuses a file with %s, says why, and shows on what it showed",
    async ([, text, reason], { page }) => {
      await openFile(page, "it.json", text);
      expect(await notice(page).textContent()).toMatch(reason);
      expect(await segments(page).isVisible()).toBe(true);
      await notice(page).getByRole("button", { name: "Dismiss" }).click();
      await expect.poll(() => notice(page).textContent()).toBe("");
    },
  );

  test("refuses a file that is too large before it reads it", async ({ page }) => {
    await dropFile(page, "#inspector", "large.json", 120_000_000);
    expect(await notice(page).textContent()).toContain(
      "large.json cannot be opened: it is 120 MB, and the limit is 100 MB",
    );
  });

  test("a file that is dropped on the page is opened", async ({ page }) => {
    await openFile(page, "it.json", "{");
    await notice(page).getByRole("button", { name: "Dismiss" }).waitFor();
    const { session } = smallSession();
    const text = smallSessionFile().replace(session.title, "Dropped");
    await dropFile(page, "#inspector", "dropped.json", text);
    expect(await page.locator(".session-title").textContent()).toBe("Dropped");
    // What was refused before is no longer said.
    expect(await notice(page).textContent()).toBe("");
  });

  test("saves what it shows, and opens it again", async ({ page }) => {
    const text = await save(page);
    expect(JSON.parse(text)).toEqual(JSON.parse(smallSessionFile()));
    await openFile(page, "again.json", text);
    expect(await segments(page).isVisible()).toBe(true);
    expect(await save(page)).toBe(text);
  });
}

async function save(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^swarmlane-[\d-]+-\w{6}\.json$/);
  return readFile(await download.path(), "utf8");
}

function older(): string {
  return smallSessionFile().replace(`"version":1`, `"version":0`);
}

function badMessage(): string {
  const file = JSON.parse(smallSessionFile()) as { messages: { n: unknown }[] };
  const [, second] = file.messages;
  if (second !== undefined) second.n = "two";
  return JSON.stringify(file);
}
