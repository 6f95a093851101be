/**
 * A live session of the size that the issue names: 1,000 segments, 50 peers, 500 events a second, two views and the
 * scrubber in sight. Frame times are measured and reported; what is asserted is that nothing is left behind.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { show, startInspectorStage, type InspectorStage } from "./stage.ts";

const load = { segments: 1000, peers: 50, eventsPerSecond: 500, seconds: 600 } as const;
/** ms that each pair of views is watched. */
const watchTime = 5000;

let stage: InspectorStage;
beforeAll(async () => {
  const blank = `<!doctype html><title>Speaker</title><link rel="icon" href="data:,"><script src="/speaker.js"></script>`;
  stage = await startInspectorStage({ "/speaker.html": blank });
});
afterAll(() => stage.close());

test("keeps up in every view, and says how long its frames take", async () => {
  const watched = await stage.open({ width: 1440, height: 900 });
  const { page } = watched;
  await addSpeaker(page);
  await expect.poll(() => page.getByRole("option").count()).toBeGreaterThan(10);
  const rows: string[] = [];
  for (const [left, right] of [
    ["Segments", "Why"],
    ["Events", "Statechart"],
    ["Sequence", "Actors"],
    ["Peers", "Session"],
  ] as const) {
    if (left === "Segments") await page.getByRole("option").first().click();
    await show(page, left);
    await show(page, right);
    rows.push(`${`${left}, ${right}`.padEnd(22)}${await page.evaluate(measureFrames, watchTime)}`);
  }
  console.log(`Frames of a live session (${JSON.stringify(load)}):\n${rows.join("\n")}`);
  const said = await page.evaluate(countSaid);
  await expect.poll(() => countShown(page)).toBeGreaterThanOrEqual(said);
  watched.expectClean();
});

test("a session that ends is said to have ended, and its successor is followed", async () => {
  const { page } = await stage.open();
  await addSpeaker(page);
  await page.getByText("live", { exact: true }).waitFor();
  await page.evaluate(stopSpeaker);
  await page.getByText("ended", { exact: true }).waitFor();
  await addSpeaker(page);
  await page.getByText("live", { exact: true }).waitFor();
});

/** In a frame of its own, so that it speaks over a real channel, and is heard by this inspector. */
async function addSpeaker(page: Page): Promise<void> {
  await page.evaluate(async (options) => {
    const frame = document.createElement("iframe");
    frame.src = "/speaker.html";
    frame.hidden = true;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener("load", resolve));
    const { speaker } = frame.contentWindow as unknown as { speaker: SpeakerModule };
    (window as unknown as Speaking).speaking = speaker.speak(options);
  }, load);
}

interface SpeakerModule {
  speak(options: typeof load): Speaking["speaking"];
}

interface Speaking {
  speaking: { said(): number; stop(): void };
}

function countSaid(): number {
  return (window as unknown as Speaking).speaking.said();
}

function stopSpeaker(): void {
  (window as unknown as Speaking).speaking.stop();
}

async function countShown(page: Page): Promise<number> {
  const text = (await page.locator(".health").textContent()) ?? "";
  return Number(/([\d\u2009]+) messages/.exec(text)?.[1]?.replaceAll("\u2009", ""));
}

/** The time from each frame to the next, and what kept the page busy for longer than 50 ms. */
async function measureFrames(ms: number): Promise<string> {
  const times: number[] = [];
  const long: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) long.push(duration);
  });
  observer.observe({ type: "longtask" });
  await new Promise<void>((resolve) => {
    const began = performance.now();
    let before = began;
    requestAnimationFrame(function next(now) {
      times.push(now - before);
      before = now;
      if (now - began < ms) requestAnimationFrame(next);
      else resolve();
    });
  });
  observer.disconnect();
  times.shift();
  times.sort((a, b) => a - b);
  const at = (share: number): string =>
    (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1);
  const worst = Math.max(0, ...long).toFixed(0);
  return `${times.length} frames; median ${at(0.5)} ms, 95th ${at(0.95)}, 99th ${at(0.99)}, longest ${at(1)}; ${long.length} long tasks, the longest ${worst} ms`;
}
