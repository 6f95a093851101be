/** `npm run dev`: the player page and the inspector from their sources, on one origin. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { launchBrowser, watchPage, type LaunchedBrowser } from "@swarmlane/testkit/node";
import { afterAll, beforeAll, expect, test } from "vitest";

const script = fileURLToPath(new URL("../scripts/start.mjs", import.meta.url));
let start: ChildProcess;
let output = "";
let browser: LaunchedBrowser;
beforeAll(async () => {
  start = spawn(process.execPath, [script, "--dev"], { stdio: ["ignore", "pipe", "inherit"] });
  start.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  start.kill("SIGTERM");
  await once(start, "exit");
});

test("the player plays, and the inspector beside it lists its segments", async () => {
  await expect
    .poll(() => /Player page +(\S+)/.exec(output)?.[1], { timeout: 60_000 })
    .toBeDefined();
  const url = /Player page +(\S+)/.exec(output)?.[1] ?? "";
  // One context, since a channel of the origin connects the two.
  const context = await browser.browser.newContext();
  const player = watchPage(await context.newPage());
  await player.page.goto(`${url}?p2pml-inspect`);
  await player.page.waitForFunction("document.querySelector('video').currentTime > 1");
  const inspector = watchPage(await context.newPage());
  await inspector.page.goto(`${url}inspector/`);
  await inspector.page.getByRole("option").first().waitFor();
  player.expectClean();
  inspector.expectClean();
});
