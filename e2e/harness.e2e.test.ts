/** The harness itself: what a page or a worker throws fails its test, and frozen pages stand still. */
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createPageMeter,
  evilPeerScript,
  launchBrowser,
  openFreezablePage,
  startOrigin,
  type LaunchedBrowser,
  type Origin,
} from "@swarmlane/testkit/node";

let origin: Origin;
let browser: LaunchedBrowser;
beforeAll(async () => {
  const html = "<!doctype html><link rel=icon href='data:,'>";
  origin = await startOrigin({ files: { "/page.html": html } });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await origin.close();
});

const open = () => browser.open(`${origin.url}/page.html`);

test.each([
  ["an error that nobody caught", "setTimeout(() => { throw new Error('boom'); });"],
  ["a rejection that nobody handled", "Promise.reject(new Error('boom'));"],
  ["an error in a worker", workerOf("throw new Error('boom');")],
  ["a rejection in a worker", workerOf("Promise.reject(new Error('boom'));")],
])("%s fails the test", async (_name, script) => {
  const watched = await open();
  await watched.page.addScriptTag({ content: script });
  await expect.poll(() => watched.problems.length).toBeGreaterThan(0);
  expect(() => watched.expectClean()).toThrow("boom");
});

test("the evil peer is a script that any page can load", async () => {
  const { page } = await open();
  await page.addScriptTag({ content: await evilPeerScript() });
  const names = await page.evaluate("Object.keys(swarmlaneEvil.evilBehaviours)");
  expect(names).toEqual(expect.arrayContaining(["honest", "pollute", "flood", "giant-map"]));
});

test("a page that only talks is clean", async () => {
  const watched = await open();
  await watched.page.evaluate(() => {
    console.log("hello");
  });
  await expect.poll(() => watched.console).toContain("log: hello");
  watched.expectClean();
});

test("a frozen page runs no timers until it is resumed", async () => {
  const page = await openFreezablePage(browser.browser, `${origin.url}/page.html`);
  await page.evaluate("ticks = 0; setInterval(() => ticks++, 10)");
  const ticks = () => page.evaluate("ticks");
  await expect.poll(ticks).toBeGreaterThan(0);
  await page.freeze();
  const frozen = await ticks();
  // a clock that does not stand still
  await fetch(`${origin.url}/bytes/clock?fault=delay:300`);
  expect(await ticks()).toBe(frozen);
  await page.resume();
  await expect.poll(ticks).toBeGreaterThan(Number(frozen) + 1);
  await page.evaluate("setTimeout(() => { throw new Error('boom') })");
  await expect.poll(() => page.problems.join()).toContain("boom");
  await page.close();
});

test("metrics tell the work of a page's thread", async () => {
  const { page } = await open();
  const meter = await createPageMeter(page);
  const before = await meter.read();
  await page.evaluate(() => {
    const until = performance.now() + 200;
    while (performance.now() < until);
  });
  const after = await meter.read();
  expect((after["TaskDuration"] ?? 0) - (before["TaskDuration"] ?? 0)).toBeGreaterThan(0.19);
  await meter.close();
});

function workerOf(script: string): string {
  return `new Worker(URL.createObjectURL(new Blob([${JSON.stringify(script)}])));`;
}
