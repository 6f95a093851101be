/**
 * A real stream with two viewers and the inspector in one of them: what it shows is what happened, and looking on, in the
 * page and from elsewhere, disturbs nothing. Then the file of that session, with everything else stopped.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSessionFile, type Message } from "@swarmlane/inspection";
import { streams, type Origin } from "@swarmlane/testkit/node";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { OpenPage } from "../fixtures/test.ts";
import { expectNoStall, expectOriginBytes, hasPlayed, leadSeconds } from "../harness/journey.ts";
import { test, type Viewer } from "../harness/test.ts";
import { startRelay, type Relay } from "./relay.ts";
import {
  openFile,
  openInspector,
  pairs,
  panelScript,
  pictureFolder,
  show,
  takePicture,
  viewNames,
  type Scheme,
} from "./test.ts";

/** A viewer with the inspector docked in its page, a viewer that was there first, and a relay to others. */
interface Scene {
  readonly first: Viewer;
  readonly second: Viewer;
  readonly page: Page;
  readonly relay: Relay;
  readonly origin: Origin;
  readonly open: OpenPage;
}

test("a real stream: the inspector shows what happened, and disturbs nothing; its file tells all of it when the rest has stopped", async ({
  openViewer,
  open,
  origin,
  keep,
}) => {
  const setup = {
    ...({ player: "hlsjs", core: "ours", stream: streams.hlsTs } as const),
    ...{ swarmId: "inspected", speed: 1 },
  };
  const [first, relay] = await Promise.all([openViewer(setup), keep(startRelay())]);
  await first.until("the first viewer has a lead", hasPlayed(leadSeconds));
  const loader = { inspect: { relay: relay.url } };
  const second = await openViewer({ ...setup, validated: true, loader });
  const { page } = second;
  page.setDefaultTimeout(10_000);
  await page.setViewportSize({ width: 1280, height: 1200 });
  await page.addScriptTag({ url: panelScript });
  const scene = { first, second, page, relay, origin, open };
  await showsItsLoader(scene);
  await isWatchedFromElsewhere(scene);
  await tellsSourcesApart(scene);
  await showsFailures(scene);
  await fileTellsEverything(scene);
});

/** The panel shows the loader of its page live and from the start, also after it is docked again. */
async function showsItsLoader({ page, second }: Scene): Promise<void> {
  await page.getByText("live", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Close the inspector" }).click();
  await second.until("2 s are played", hasPlayed(2));
  await page.addScriptTag({ url: panelScript });
  await page.getByText("live", { exact: true }).waitFor();
  await expect.poll(() => page.locator(".lane-label").count()).toBeGreaterThan(3);
  await show(page, "Events");
  await page.getByRole("listbox", { name: "Events" }).press("Home");
  expect(await page.locator(".event time").first().textContent()).toMatch(/^0:00\./);
  await show(page, "Segments");
}

/** Another inspector connects, reloads and is killed, and the relay ends. The loader is not affected. */
async function isWatchedFromElsewhere({ page, second, relay, open }: Scene): Promise<void> {
  const elsewhere = await openInspector(open);
  const field = elsewhere.page.getByRole("textbox", { name: "Relay address" });
  await field.fill(relay.url);
  await field.press("Enter");
  const isLive = () => elsewhere.page.getByText("live", { exact: true }).waitFor();
  await isLive();
  const query = new URLSearchParams({ relay: relay.url });
  await elsewhere.page.goto(
    `${new URL(elsewhere.page.url()).origin}/inspector/index.html?${query}`,
  );
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
}

/** A segment from the peer and one from the origin, each with its reasons. */
async function tellsSourcesApart({ page }: Scene): Promise<void> {
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
}

/** A peer that leaves, a validator that rejects and an origin that fails, with their reasons. */
async function showsFailures({ page, first, origin }: Scene): Promise<void> {
  // All at once, while the stream is not yet loaded to its end: it takes a while until a peer is known to be gone.
  await first.leave();
  const words = "its digest is not in the playlist";
  await page.evaluate((text) => void (window.rejection = text), words);
  await showFailure(page, words);
  expect(await page.locator(".story").textContent()).toContain("VALIDATION");
  for (const quality of ["v0", "v1"]) {
    origin.faults.set(`/streams/hls-ts/${quality}/`, "status:500");
  }
  await showFailure(page, "HTTP_STATUS");
  expect(await page.locator(".story .blame").allTextContents()).toContainEqual(
    expect.stringMatching(/^HTTP_STATUS: The origin .+ Fault: origin\. .+ is not asked/),
  );
  await show(page, "Peers");
  await page.getByRole("button", { name: "Include disconnected peers" }).click();
  await page.locator(".peers tr[data-state=gone]").first().waitFor({ timeout: 30_000 });
}

/** Each segment goes its way through the states, and the file tells it. */
async function fileTellsEverything({ page, second, open }: Scene): Promise<void> {
  await show(page, "Segments");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save" }).click(),
  ]);
  const saved = await readFile(await download.path(), "utf8");
  await second.leave();
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
    const watched = await openInspector(open, { scheme });
    await openFile(watched.page, "session.json", saved);
    await showEverything(watched.page, scheme);
  }
}

/** Finds a segment's failure among the events, and its reason in Why. */
async function showFailure(page: Page, words: string): Promise<void> {
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
