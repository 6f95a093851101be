/**
 * A real stream with two viewers and the inspector in one of them: what it shows is what happened, and looking on, in the
 * page and from elsewhere, disturbs nothing. Then the file of that session, with everything else stopped.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSessionFile, type Message } from "@swarmlane/inspection";
import { streams } from "@swarmlane/testkit/node";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startHarness, type Harness, type Viewer } from "../harness/harness.ts";
import { expectNoStall, expectOriginBytes, hasPlayed } from "../harness/journey.ts";
import { startRelay, type RelayProcess } from "./relay.ts";
import {
  openFile,
  pairs,
  pictureFolder,
  show,
  startInspectorStage,
  takePicture,
  viewNames,
  type InspectorStage,
  type Scheme,
} from "./stage.ts";

let harness: Harness;
let stage: InspectorStage;
let relay: RelayProcess;
let first: Viewer;
let second: Viewer;
let page: Page;

beforeAll(async () => {
  harness = await startHarness();
  const setup = {
    player: "hlsjs",
    core: "ours",
    stream: streams.hlsTs,
    swarmId: "inspected",
  } as const;
  [first, stage, relay] = await Promise.all([
    harness.open(setup),
    startInspectorStage(),
    startRelay(),
  ]);
  await first.until("the first viewer has a lead", hasPlayed(6));
  second = await harness.open({
    ...setup,
    validated: true,
    loader: { inspect: { relay: relay.url } },
  });
  page = second.page;
  page.setDefaultTimeout(10_000);
  await page.setViewportSize({ width: 1280, height: 1200 });
  await page.addScriptTag({ content: stage.panelScript });
});
afterAll(() => Promise.all([harness.close(), stage.close(), relay.close()]));

test("shows the loader of its page, live, from its first moment on, also when it is docked anew", async () => {
  await page.getByText("live", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Close the inspector" }).click();
  await second.until("2 s are played", hasPlayed(2));
  await page.addScriptTag({ content: stage.panelScript });
  await page.getByText("live", { exact: true }).waitFor();
  await expect.poll(() => page.locator(".lane-label").count()).toBeGreaterThan(3);
  await show(page, "Events");
  await page.getByRole("listbox", { name: "Events" }).press("Home");
  expect(await page.locator(".event time").first().textContent()).toMatch(/^0:00\./);
  await show(page, "Segments");
});

test("an inspector elsewhere comes, is loaded anew and killed; the relay goes: the loader notices nothing", async () => {
  const elsewhere = await stage.open();
  const field = elsewhere.page.getByRole("textbox", { name: "Relay address" });
  await field.fill(relay.url);
  await field.press("Enter");
  const isLive = () => elsewhere.page.getByText("live", { exact: true }).waitFor();
  await isLive();
  const query = new URLSearchParams({ relay: relay.url });
  await elsewhere.page.goto(`${stage.url}/inspector/index.html?${query}`);
  await isLive();
  await elsewhere.page.reload();
  await isLive();
  await expect.poll(() => elsewhere.page.locator(".lane-label").count()).toBeGreaterThan(3);
  await elsewhere.page.close();
  const before = await second.report();
  await relay.close();
  const { playback } = before;
  const report = await second.until(
    "4 s more are played",
    hasPlayed(playback.position - (playback.startPosition ?? 0) + 4),
  );
  expectNoStall(report);
  expect(report.warnings).toEqual([]);
  expect(report.segments.length).toBeGreaterThan(before.segments.length);
  const addresses = report.segments.map(({ url }) => url);
  expect(new Set(addresses).size).toBe(addresses.length);
  await expectOriginBytes(report);
  const delivered = report.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(report.bytes.http + report.bytes.p2p).toBeGreaterThanOrEqual(delivered);
  expect(await page.getByRole("alert").textContent()).toBe("");
});

test("a segment from the peer and one from the origin are told apart, each with its reasons", async () => {
  const lane = (source: RegExp) => page.locator(".lane-label").filter({ hasText: source }).first();
  await expect.poll(() => lane(/cached …/).count()).toBe(1);
  await lane(/cached …/).click();
  expect(await page.locator(".because").textContent()).toMatch(/^cached · …\w+: ./);
  expect(await page.locator(".decision").count()).toBeGreaterThan(0);
  expect(await page.locator(".story").textContent()).toMatch(/Decided: ask a peer/);
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

test("a peer that leaves, a validator that rejects and an origin that fails are shown with their reasons", async () => {
  // All at once, while the stream is not yet loaded to its end: it takes a while until a peer is known to be gone.
  await first.leave();
  const words = "its digest is not in the playlist";
  await page.evaluate((text) => void (window.rejection = text), words);
  await showFailure(words);
  expect(await page.locator(".story").textContent()).toContain("VALIDATION");
  for (const quality of ["v0", "v1"]) {
    harness.origin.faults.set(`/streams/hls-ts/${quality}/`, "status:500");
  }
  await showFailure("HTTP_STATUS");
  expect(await page.locator(".story .blame").allTextContents()).toContainEqual(
    expect.stringMatching(/^HTTP_STATUS: The origin .+ Fault: origin\. .+ is not asked/),
  );
  await show(page, "Peers");
  await page.getByRole("button", { name: "Include disconnected peers" }).click();
  await page.locator(".peers tr[data-state=gone]").first().waitFor({ timeout: 30_000 });
});

test("each segment goes its way through the states, and the file tells it when all else has stopped", async () => {
  await show(page, "Segments");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save" }).click(),
  ]);
  const saved = await readFile(await download.path(), "utf8");
  second.expectClean();
  await second.leave();
  await harness.close();
  const parsed = parseSessionFile(saved);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const ways = [...waysOf(parsed.value.messages).values()];
  const cached = ways.filter((way) => way.endsWith("cached"));
  expect(cached.length).toBeGreaterThan(3);
  for (const way of cached) expect(way).toMatch(/queued( (http|p2p) validating)? cached$/);
  expect(cached.some((way) => way.includes("queued p2p validating cached"))).toBe(true);
  expect(cached.some((way) => way.includes("queued http validating cached"))).toBe(true);
  expect(ways.some((way) => way.includes("validating failed"))).toBe(true);
  for (const message of parsed.value.messages) {
    if (message.type === "transfer" && message.phase === "done")
      expect(message, message.source).toMatchObject({
        bytes: message.size,
        speed: expect.any(Number) as number,
      });
  }

  if (pictureFolder !== undefined) await writeFile(join(pictureFolder, "session.json"), saved);
  for (const scheme of ["light", "dark"] as const) {
    const watched = await stage.open({ scheme });
    await openFile(watched.page, "session.json", saved);
    await showEverything(watched.page, scheme);
    watched.expectClean();
  }
});

/** Finds a segment's failure among the events, and its reason in Why. */
async function showFailure(words: string): Promise<void> {
  await show(page, "Events");
  await page.getByRole("searchbox").fill(words);
  const failure = page.locator(".event").filter({ has: page.locator("[data-type=segment]") });
  await failure.last().waitFor({ timeout: 60_000 });
  await failure.last().click();
  await show(page, "Why");
  await expect.poll(() => page.locator(".story [data-state=failed]").count()).toBeGreaterThan(0);
  expect(await page.locator(".story").textContent()).toContain(words);
}

/** Every view of a session in which a segment failed; a picture of each pair. */
async function showEverything(from: Page, scheme: Scheme): Promise<void> {
  await show(from, "Events");
  await from.getByRole("searchbox").fill("failed");
  await from.locator(".event").filter({ hasText: "HTTP_STATUS" }).last().click();
  expect(await from.locator(".summary").textContent()).toMatch(/Segment \d+/);
  for (const [left, right] of pairs) {
    await show(from, left);
    await show(from, right);
    await takePicture(from, `${left}-${right}-${scheme}`.toLowerCase());
  }
  if (pictureFolder === undefined) return;
  await from.setViewportSize({ width: 360, height: 740 });
  for (const view of viewNames) {
    await show(from, view);
    await takePicture(from, `narrow-${view}-${scheme}`.toLowerCase());
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
