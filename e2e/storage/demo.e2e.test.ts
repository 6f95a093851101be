/** The player page's section "Stored here": what was played is listed with its size, pinned and removed. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { startProgram } from "../fixtures/program.ts";
import { test as base } from "../fixtures/test.ts";

const test = base.extend("address", { scope: "file" }, async ({}, { onCleanup }) => {
  const program = startProgram("scripts/start.mjs", "--port", "8480");
  onCleanup(async () => {
    await program.close();
  });
  return (await program.printed(/Player page +(\S+)/))[1] ?? "";
});

async function expectNothingStored(page: Page): Promise<void> {
  await page.locator("#nothing-stored").waitFor();
  expect(await page.locator("#stored tr").count()).toBe(0);
  expect(await page.locator("#stored-bytes").textContent()).toBe("0 B");
  expect(await page.locator("#storage-problem").textContent()).toBe("");
}

test("a stream that is kept is shown after a reload, can be pinned, and removed", async ({
  open,
  address,
}) => {
  const { page } = await open(address);
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
});

test("everything can be removed at once, what is pinned too", async ({ open, address }) => {
  const { page } = await open(`${address}?storage=indexeddb`);
  await page.locator("#stored tr").first().waitFor();
  await page.goto(address);
  await page.getByRole("button", { name: "Pin http" }).click();
  await page.getByRole("button", { name: "Unpin http" }).waitFor();
  await page.getByRole("button", { name: "Remove all" }).click();
  await expectNothingStored(page);
  await page.reload();
  await expectNothingStored(page);
});
