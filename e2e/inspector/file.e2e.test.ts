/** A saved session is opened, refused with a reason, saved again, and comes up with everything else stopped. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { smallSession, smallSessionFile } from "./sessions.ts";
import { momentOf, openFile, show, startInspectorStage, type InspectorStage } from "./stage.ts";

let stage: InspectorStage;
beforeAll(async () => {
  stage = await startInspectorStage();
});
afterAll(() => stage.close());

test("without a session it says how one comes here", async () => {
  const watched = await stage.open();
  const { page } = watched;
  expect(await page.getByRole("heading", { level: 2 }).textContent()).toMatch(/^Listening/);
  expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  watched.expectClean();
});

test("opens a file at its end, with every view", async () => {
  const watched = await stage.open();
  const { page } = watched;
  await openFile(page, "session.json", smallSessionFile());
  await page.getByRole("listbox", { name: "Segments" }).waitFor();
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
  watched.expectClean();
});

test.each([
  ["no JSON", "{", /it\.json cannot be opened: the file is not JSON/],
  ["another format", "{}", /is not a session of this inspector/],
  ["an older version", older(), /an older version of the format \(0\)/],
  ["a bad message", badMessage(), /cannot be opened: messages\[1\]/],
])("refuses a file with %s, says why, and shows on what it showed", async (_what, text, reason) => {
  const watched = await stage.open();
  const { page } = watched;
  await openFile(page, "good.json", smallSessionFile());
  await page.getByRole("listbox", { name: "Segments" }).waitFor();
  await openFile(page, "it.json", text);
  const alert = page.getByRole("alert");
  await expect.poll(() => alert.textContent()).toMatch(reason);
  expect(await page.getByRole("listbox", { name: "Segments" }).isVisible()).toBe(true);
  await alert.getByRole("button", { name: "Dismiss" }).click();
  expect(await alert.textContent()).toBe("");
  watched.expectClean();
});

test("saves what it shows, and opens it again", async () => {
  const { page } = await stage.open();
  await openFile(page, "session.json", smallSessionFile());
  await page.getByRole("listbox", { name: "Segments" }).waitFor();
  const text = await save(page);
  expect(JSON.parse(text)).toEqual(JSON.parse(smallSessionFile()));
  const again = await stage.open();
  await openFile(again.page, "again.json", text);
  await again.page.getByRole("listbox", { name: "Segments" }).waitFor();
  again.expectClean();
});

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
