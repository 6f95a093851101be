/** The published inspector: its panel in a page, and its relay with the page, as `npx` starts them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import { runIn } from "./run-in.ts";
import { test } from "./test.ts";

const site = inject("site");
/** The inspector lists the segment that the page has loaded. */
const showsSegment = (page: Page) =>
  page.getByRole("option").filter({ hasText: "segment-1" }).first().waitFor({ timeout: 10_000 });

test("the panel as a module, built by Vite, shows the page's loader", async ({ stage }) => {
  expect(await runIn(site, process.execPath, ["panel/build.js"])).toBe("");
  await stage.expectLoaded("panel/dist/index.html", { then: showsSegment });
});

test("the panel as a script tag, under a strict policy with Trusted Types", async ({ stage }) => {
  const options = { policy: stage.strictPolicy, then: showsSegment };
  await stage.expectLoaded("panel/script.html", options);
});

test("the command starts a relay and serves the page that shows what is relayed", async ({
  stage,
}) => {
  const command = join(site, "node_modules/.bin/swarmlane-inspector");
  const relay = spawn(command, ["--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(relay, "exit");
  try {
    relay.stdout.setEncoding("utf8");
    const [said] = (await once(relay.stdout, "data")) as [string];
    const [address] = /ws:\S+/.exec(said) ?? [];
    const [page] = /http:\S+/.exec(said) ?? [];
    expect([address, page]).not.toContain(undefined);
    await stage.openQuiet(page ?? "", async (inspector) => {
      await stage.expectLoaded("script-tag/index.html", {
        ...(address !== undefined && { relay: address }),
        then: () => showsSegment(inspector),
      });
    });
  } finally {
    relay.kill("SIGINT");
    expect(await exit).toEqual([0, null]);
  }
});
