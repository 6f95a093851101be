/** `npm run dev`: the player page and the inspector from their sources, on one origin. */
import { watchPage } from "@swarmlane/testkit/node";
import { startProgram } from "./fixtures/program.ts";
import { test } from "./fixtures/test.ts";

test("the player plays, and the inspector beside it lists its segments", async ({
  browser,
  keep,
}) => {
  const program = await keep(startProgram("scripts/start.mjs", "--dev"));
  const [, url = ""] = await program.printed(/Player page +(\S+)/);
  // One context, since a channel of the origin connects the two.
  const context = await keep(browser.browser.newContext());
  const player = watchPage(await context.newPage());
  await player.page.goto(`${url}?p2pml-inspect`);
  await player.page.waitForFunction("document.querySelector('video').currentTime > 1");
  const inspector = watchPage(await context.newPage());
  await inspector.page.goto(`${url}inspector/`);
  await inspector.page.getByRole("option").first().waitFor();
  player.expectClean();
  inspector.expectClean();
});
