import { afterEach, expect, inject, test } from "vitest";
import { laneVersion, type HostInit } from "@swarmlane/contract";
import { fakeQueue } from "@swarmlane/testkit";
import { createFakePage, fakeHostOptions } from "./host.fake.ts";

const workers: Worker[] = [];
afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate();
});

function startWorker(): Worker {
  const worker = new Worker(new URL("./worker-entry.ts", import.meta.url), { type: "module" });
  workers.push(worker);
  return worker;
}

function failureOf(worker: Worker): Promise<string> {
  return new Promise((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(event.message);
    };
  });
}

test("a segment comes from the origin to the page, through the worker", async () => {
  const worker = startWorker();
  const { port1, port2 } = new MessageChannel();
  const init: HostInit = { type: "p2pml/init", version: laneVersion };
  worker.postMessage("something else");
  worker.postMessage(init, [port2]);
  const page = createFakePage(port1);
  await page.host.start(fakeHostOptions({ baseUrl: `${inject("originUrl")}/bytes/` }));
  const queue = fakeQueue(1).map((segment) => ({ ...segment, url: "segment?size=5000" }));
  await page.load({ queue, streamSwarmId: "m+V0", expectsPeers: false, delivered: [] });
  await expect.poll(() => page.received.map(({ type }) => type)).toContain("segment/loaded");
  expect((await page.host.getSegment("m+V0+0"))?.data.byteLength).toBe(5000);
  await page.host.destroy();
});

test("a page of another build sees an error at once", async () => {
  const worker = startWorker();
  const failure = failureOf(worker);
  worker.postMessage({ type: "p2pml/init", version: 999 }, [new MessageChannel().port1]);
  expect(await failure).toContain("999");
});

test("a first message without a port is an error", async () => {
  const worker = startWorker();
  const failure = failureOf(worker);
  worker.postMessage({ type: "p2pml/init", version: laneVersion });
  expect(await failure).toContain("no port");
});
