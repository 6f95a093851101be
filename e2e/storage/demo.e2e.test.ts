/** The player page's section "Stored here": what was played is listed with its size, pinned and removed. */
import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { launchBrowser, type LaunchedBrowser } from "@swarmlane/testkit/node";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const script = fileURLToPath(new URL("../../scripts/start.mjs", import.meta.url));
let start: ChildProcess;
let browser: LaunchedBrowser;
let address = "";

beforeAll(async () => {
  let output = "";
  start = spawn(process.execPath, [script, "--port", "8480"]);
  start.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  browser = await launchBrowser();
  address = await vi.waitFor(
    () => /Player page +(\S+)/.exec(output)?.[1] ?? Promise.reject(new Error(output)),
    { timeout: 50_000, interval: 100 },
  );
});
afterAll(async () => {
  await browser.close();
  start.kill("SIGTERM");
});

async function expectNothingStored(page: Page): Promise<void> {
  await page.locator("#nothing-stored").waitFor();
  expect(await page.locator("#stored tr").count()).toBe(0);
  expect(await page.locator("#stored-bytes").textContent()).toBe("0 B");
  expect(await page.locator("#storage-problem").textContent()).toBe("");
}

test("a stream that is kept is shown after a reload, can be pinned, and removed", async () => {
  const watched = await browser.open(address);
  const { page } = watched;
  const rows = page.locator("#stored tr");
  expect(await page.locator("#nothing-stored").isVisible()).toBe(true);
  // The page starts anew, and keeps what it plays.
  await page.locator("#keep").check();
  await page.waitForURL(/storage=indexeddb/);
  await rows.first().waitFor();
  expect(await page.locator("#stored-usage").textContent()).toMatch(/^[\d.]+ .?B of the [\d.]+ .B/);

  await page.goto(address);
  await rows.first().waitFor();
  expect(await rows.count()).toBe(1);
  const cells = await rows.locator("td").allTextContents();
  expect(cells[0]).toMatch(/^http:.+master\.m3u8$/);
  expect(Number(cells[1])).toBeGreaterThan(0);
  expect(cells[2]).toMatch(/^[\d.]+ .?B$/);
  await page.getByRole("button", { name: "Pin http" }).click();
  await page.getByRole("button", { name: "Unpin http" }).waitFor();
  await page.getByRole("button", { name: "Remove http" }).click();
  await expectNothingStored(page);
  watched.expectClean();
});

test("everything can be removed at once, what is pinned too", async () => {
  const watched = await browser.open(`${address}?storage=indexeddb`);
  const { page } = watched;
  await page.locator("#stored tr").first().waitFor();
  await page.goto(address);
  await page.getByRole("button", { name: "Pin http" }).click();
  await page.getByRole("button", { name: "Unpin http" }).waitFor();
  await page.getByRole("button", { name: "Remove all" }).click();
  await expectNothingStored(page);
  await page.reload();
  await expectNothingStored(page);
  watched.expectClean();
});
