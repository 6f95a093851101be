/**
 * A real stream with two viewers and the inspector in one of them: what it shows is what happened. Then the file of
 * that session, with everything else stopped.
 */
import { readFile } from "node:fs/promises";
import { parseSessionFile, type Message } from "@swarmlane/inspector";
import { streams } from "@swarmlane/testkit/node";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startHarness, type Harness, type Viewer } from "../harness/harness.ts";
import { hasPlayed } from "../harness/journey.ts";
import {
  openFile,
  panelScript,
  show,
  startInspectorStage,
  takePicture,
  type Scheme,
} from "./stage.ts";

let harness: Harness;
let first: Viewer;
let second: Viewer;
let page: Page;
let saved = "";

beforeAll(async () => {
  harness = await startHarness();
  const setup = {
    player: "hlsjs",
    core: "ours",
    stream: streams.hlsTs,
    swarmId: "inspected",
  } as const;
  first = await harness.open(setup);
  await first.until("the first viewer has a lead", hasPlayed(6));
  second = await harness.open({ ...setup, loader: { inspect: true } });
  page = second.page;
  page.setDefaultTimeout(10_000);
  await page.setViewportSize({ width: 1280, height: 1200 });
  await page.addScriptTag({ content: await panelScript() });
});
afterAll(() => harness.close());
test("shows the loader of its page, live, from its first moment on", async () => {
  await page.getByText("live", { exact: true }).waitFor();
  await second.until("8 s are played", hasPlayed(8));
  await expect.poll(() => page.locator(".lane-label").count()).toBeGreaterThan(3);
  expect(await page.getByRole("alert").textContent()).toBe("");
});

test("a segment from the peer and one from the origin are told apart, each with its reasons", async () => {
  const lane = (source: RegExp) => page.locator(".lane-label").filter({ hasText: source }).first();
  await expect.poll(() => lane(/cached …/).count()).toBe(1);
  await lane(/cached …/).click();
  expect(await page.locator(".because").textContent()).toMatch(/^here · …\w+ because: ./);
  expect(await page.locator(".decision").count()).toBeGreaterThan(0);
  const story = page.locator(".story");
  expect(await story.textContent()).toMatch(/Decided: ask a peer/);
  await show(page, "Statechart");
  await expect
    .poll(() => page.locator(".node[data-active=true]").last().getAttribute("data-name"))
    .toBe("cached");
  expect(await page.locator(".transition[data-event='start.p2p'] .count").count()).toBeGreaterThan(
    0,
  );
  await show(page, "Peers");
  expect(await page.locator(".peers tr[data-state=active]").count()).toBe(1);
});

test("a peer that leaves and an origin that fails are shown with their reasons", async () => {
  for (const quality of ["v0", "v1"]) {
    harness.origin.faults.set(`/streams/hls-ts/${quality}/`, "status:500");
  }
  await first.leave();
  await show(page, "Peers");
  await page.getByRole("button", { name: "Gone, too" }).click();
  await page.locator(".peers tr[data-state=gone]").first().waitFor({ timeout: 30_000 });
  await show(page, "Events");
  await page.getByRole("searchbox").fill("HTTP_STATUS");
  const failure = page.locator(".event").filter({ has: page.locator("[data-type=segment]") });
  await failure.last().waitFor({ timeout: 60_000 });
  await failure.last().click();
  await show(page, "Why");
  await expect.poll(() => page.locator(".story [data-state=failed]").count()).toBeGreaterThan(0);
  expect(await page.locator(".story").textContent()).toContain("HTTP_STATUS");
});

test("each segment goes its way through the states, and the file tells it when all else has stopped", async () => {
  await show(page, "Segments");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save" }).click(),
  ]);
  saved = await readFile(await download.path(), "utf8");
  second.expectClean();
  await second.leave();
  await harness.close();
  const parsed = parseSessionFile(saved);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const ways = waysOf(parsed.value.messages);
  const cached = [...ways.values()].filter((way) => way.endsWith("cached"));
  expect(cached.length).toBeGreaterThan(3);
  for (const way of cached) expect(way).toMatch(/queued( (http|p2p) validating)? cached$/);
  expect(cached.some((way) => way.includes("queued p2p validating cached"))).toBe(true);

  const stage = await startInspectorStage();
  try {
    for (const scheme of ["light", "dark"] as const) {
      const watched = await stage.open({ scheme });
      await openFile(watched.page, "session.json", saved);
      await showEverything(watched.page, scheme);
      watched.expectClean();
    }
  } finally {
    await stage.close();
  }
});

/** Every view of a session in which a segment failed; a picture of each pair. */
async function showEverything(from: Page, scheme: Scheme): Promise<void> {
  await show(from, "Events");
  await from.getByRole("searchbox").fill("failed");
  await from.locator(".event").filter({ hasText: "HTTP_STATUS" }).last().click();
  expect(await from.locator(".summary").textContent()).toMatch(/Segment \d+/);
  for (const [left, right] of [
    ["Segments", "Why"],
    ["Events", "Statechart"],
    ["Peers", "Actors"],
    ["Sequence", "Session"],
  ] as const) {
    await show(from, left);
    await show(from, right);
    await takePicture(from, `${left}-${right}-${scheme}`.toLowerCase());
  }
}

/** The states of each segment, in order. */
function waysOf(messages: readonly Message[]): Map<string, string> {
  const ways = new Map<string, string>();
  for (const message of messages) {
    if (message.type !== "segment") continue;
    const { segment, state } = message;
    const before = ways.get(segment);
    ways.set(segment, before === undefined ? state : `${before} ${state}`);
  }
  return ways;
}
