/** The harness itself: what a page or a worker throws fails its test, and frozen pages stand still. */
import { expect } from "vitest";
import {
  attachWorkers,
  createPageMeter,
  evilPeerScript,
  openUndrivenPage,
} from "@swarmlane/testkit/node";
import { test } from "./fixtures/test.ts";

test.for([
  ["an error that nobody caught", "setTimeout(() => { throw new Error('boom'); });"],
  ["a rejection that nobody handled", "Promise.reject(new Error('boom'));"],
  ["an error in a worker", workerOf("throw new Error('boom');")],
  ["a rejection in a worker", workerOf("Promise.reject(new Error('boom'));")],
] as const)("%s is noticed", async ([, script], { open }) => {
  const watched = await open("empty", { mayFail: true });
  await watched.page.addScriptTag({ content: script });
  await expect.poll(() => watched.problems.length).toBeGreaterThan(0);
  expect(() => watched.expectClean()).toThrow("boom");
});

// They fail as they should, and a second attempt would only say so again.
test.fails(
  "what a page throws fails its test, which asks for nothing",
  { retry: 0 },
  async ({ open }) => {
    const { page, problems } = await open("empty");
    await page.addScriptTag({ content: "setTimeout(() => { throw new Error('boom'); });" });
    await expect.poll(() => problems.length).toBeGreaterThan(0);
  },
);

test.fails(
  "what a page throws that Playwright does not drive fails its test, too",
  { retry: 0 },
  async ({ openUndriven }) => {
    const page = await openUndriven("empty");
    await page.evaluate("setTimeout(() => { throw new Error('boom') })");
    await expect.poll(() => page.problems.join()).toContain("boom");
  },
);

test("the evil peer is a script that any page can load", async ({ open }) => {
  const { page } = await open("empty");
  await page.addScriptTag({ content: await evilPeerScript() });
  const names = await page.evaluate("Object.keys(swarmlaneEvil.evilBehaviours)");
  expect(names).toEqual(expect.arrayContaining(["honest", "pollute", "flood", "giant-map"]));
});

test("a page that only talks is clean", async ({ open }) => {
  const watched = await open("empty");
  await watched.page.evaluate(() => {
    console.log("hello");
  });
  await expect.poll(() => watched.console).toContain("log: hello");
  watched.expectClean();
});

test("a frozen page runs no timers until it is resumed", async ({ openUndriven, origin }) => {
  const page = await openUndriven("empty");
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
});

test("work in an undriven page gets its argument, and what it throws comes back", async ({
  openUndriven,
}) => {
  const page = await openUndriven("empty");
  const sum = ({ a, b }: { a: number; b: number }) => Promise.resolve(a + b);
  expect(await page.evaluate(sum, { a: 1, b: 2 })).toBe(3);
  const rejected = page.evaluate(() => Promise.reject(new Error("boom")));
  await expect(rejected).rejects.toThrow("boom");
  await page.waitFor((title) => document.title === title, "");
});

test("an undriven page's workers start by themselves, and can be spoken to", async ({
  openUndriven,
}) => {
  const page = await openUndriven("empty");
  await page.evaluate(
    `new Promise((resolve) => { worker = ${workerOf("postMessage(1)").slice(0, -1)}; worker.onmessage = resolve; }).then(() => 1)`,
  );
  const [worker] = (await attachWorkers(await page.devtools())).values();
  const reply = await worker?.send("Runtime.evaluate", { expression: "typeof importScripts" });
  expect(reply?.result.value).toBe("function");
});

test("whoever waits for an undriven page that crashes waits no longer", async ({
  browser,
  origin,
}) => {
  const page = await openUndrivenPage(browser.browser, `${origin.url}/pages/empty.html`);
  const session = await page.devtools();
  const endless = page.evaluate(() => new Promise(() => undefined));
  session.send("Page.crash").catch(() => undefined);
  await expect(endless).rejects.toThrow("the target is gone");
  expect(page.problems).toEqual(["the page crashed"]);
  await page.close();
});

test("metrics tell the work of a page's thread", async ({ open }) => {
  const { page } = await open("empty");
  const meter = await createPageMeter(await page.context().newCDPSession(page));
  const before = await meter.read();
  await page.evaluate(() => {
    const until = performance.now() + 200;
    while (performance.now() < until);
  });
  const after = await meter.read();
  expect((after["TaskDuration"] ?? 0) - (before["TaskDuration"] ?? 0)).toBeGreaterThan(0.19);
});

function workerOf(script: string): string {
  return `new Worker(URL.createObjectURL(new Blob([${JSON.stringify(script)}])));`;
}
