/**
 * A live session of a large event: 1,000 segments, 50 peers, 500 events a second, two views and the
 * scrubber in sight. Frame times are measured and reported; what is asserted is that nothing is left behind.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { pairs, show, test } from "../test.ts";

const load = { segments: 1000, peers: 50, eventsPerSecond: 500, seconds: 600 } as const;
/** ms that each pair of views is watched. */
const watchTime = 2500;

export function liveSuite(): void {
  test("shows everything that was said, in every pair of views", async ({ openInspector }) => {
    const watched = await openInspector({ width: 1440, height: 900 });
    const { page } = watched;
    await addSpeaker(page);
    await expect.poll(() => page.getByRole("option").count()).toBeGreaterThan(10);
    const rows: string[] = [];
    const readBusy = await watchThread(page);
    for (const [left, right] of pairs) {
      if (left === "Segments") await page.getByRole("option").first().click();
      await show(page, left);
      await show(page, right);
      const before = await readBusy();
      const frames = await page.evaluate(measureFrames, watchTime);
      const busy = ((await readBusy()) - before) / (watchTime / 1000);
      rows.push(`${`${left}, ${right}`.padEnd(20)}${frames}; busy ${busy.toFixed(0)} ms a second`);
      const said = await page.evaluate(countSaid);
      await expect
        .poll(() => countShown(page), { message: `${left}, ${right}` })
        .toBeGreaterThanOrEqual(said);
    }
    console.log(`Frames of a live session (${JSON.stringify(load)}):\n${rows.join("\n")}`);
  });

  test("paused it stays where it is while more comes, and the live edge is one key away", async ({
    openInspector,
  }) => {
    const { page } = await openInspector();
    await addSpeaker(page);
    await page.getByText("live", { exact: true }).waitFor();
    await expect.poll(() => countShown(page)).toBeGreaterThan(100);
    await page.keyboard.press(" ");
    const clock = () => page.locator(".clock b").textContent();
    const [then, count] = [await clock(), await countShown(page)];
    await expect.poll(() => countShown(page)).toBeGreaterThan(count + 100);
    expect(await clock()).toBe(then);
    await page.keyboard.press("l");
    await expect.poll(clock).not.toBe(then);
  });

  test("a session that ends is said to have ended, and its successor is followed", async ({
    openInspector,
  }) => {
    const { page } = await openInspector();
    await addSpeaker(page);
    await page.getByText("live", { exact: true }).waitFor();
    await page.evaluate(stopSpeaker);
    await page.getByText("ended", { exact: true }).waitFor();
    await addSpeaker(page);
    await page.getByText("live", { exact: true }).waitFor();
  });
}

/** In a frame of its own, so that it speaks over a real channel, and is heard by this inspector. */
async function addSpeaker(page: Page): Promise<void> {
  await page.evaluate(async (options) => {
    const frame = document.createElement("iframe");
    frame.src = "/pages/speaker.html";
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

/** ms of processor time that the page's thread has used, whoever else runs on the machine. */
async function watchThread(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
  };
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
