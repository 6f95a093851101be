import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { HostOptions, PageApi, SegmentInfo } from "@swarmlane/contract";
import { fakeSegment, syntheticBytes } from "@swarmlane/testkit";
import { startOrigin, type Origin } from "@swarmlane/testkit/node";
import { createFakePage, fakeHostOptions, type FakePage } from "./host.fake.ts";
import { startHost } from "./start-host.ts";

let origin: Origin;
beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin.close());

async function start(
  options: Partial<HostOptions> = {},
  api: Partial<PageApi> = {},
): Promise<FakePage> {
  const { port1, port2 } = new MessageChannel();
  startHost(port2);
  const page = createFakePage(port1, api);
  onTestFinished(() => page.close());
  await page.host.start(fakeHostOptions({ baseUrl: `${origin.url}/bytes/`, ...options }));
  return page;
}

const segment = (sequence: number, fault = ""): SegmentInfo =>
  fakeSegment(sequence, { url: `segment-${sequence}?size=5000&fault=${fault}`, priority: 0 });

async function load(page: FakePage, ...queue: SegmentInfo[]): Promise<void> {
  await page.load({ queue, streamSwarmId: "m+V0", expectsPeers: false, delivered: [] });
}

const types = (page: FakePage): string[] => page.received.map(({ type }) => type);

test("a segment comes from the origin, and can be had while its event is handled", async () => {
  const page = await start();
  await load(page, segment(1));
  await expect.poll(() => types(page)).toContain("segment/loaded");
  const loaded = page.received.find((message) => message.type === "segment/loaded");
  expect(new Uint8Array(loaded?.segment.data ?? new ArrayBuffer())).toEqual(
    syntheticBytes("segment-1", 5000),
  );
  const again = await page.host.getSegment("m+V0+1");
  expect(new Uint8Array(again?.data ?? new ArrayBuffer())).toEqual(
    syntheticBytes("segment-1", 5000),
  );
  const counted = page.received.flatMap((message) =>
    message.type === "bytes/downloaded" ? [message.bytes] : [],
  );
  expect(counted.reduce((sum, bytes) => sum + bytes, 0)).toBe(5000);
});

test("a failing origin is an error event with its code and status", async () => {
  const page = await start();
  await load(page, segment(1, "status:500"));
  await expect.poll(() => types(page)).toContain("segment/error");
  expect(page.received.find(({ type }) => type === "segment/error")).toMatchObject({
    error: { code: "HTTP_STATUS", status: 500 },
  });
});

test("an invalid segment is an error, and is not stored", async () => {
  const callbacks = { validate: true, buildUrl: false, xhr: false, storage: false };
  const page = await start(
    { callbacks },
    { validate: () => Promise.reject(new Error("polluted")) },
  );
  await load(page, segment(1));
  await expect.poll(() => types(page)).toContain("segment/error");
  expect(page.received.find(({ type }) => type === "segment/error")).toMatchObject({
    error: { code: "HTTP_VALIDATION_FAILED" },
  });
  expect(await page.host.getSegment("m+V0+1")).toBeUndefined();
});

test("a storage that returns garbage costs a warning, never the segment", async () => {
  const callbacks = { validate: false, buildUrl: false, xhr: false, storage: true };
  const garbage = (): Promise<never> => Promise.resolve("garbage" as never);
  const page = await start(
    { callbacks },
    {
      storeSegment: () => Promise.resolve(),
      listSegments: garbage,
      readSegment: garbage,
      cleanSegments: garbage,
      destroyStorage: () => Promise.resolve(),
    },
  );
  await load(page, segment(1));
  await expect.poll(() => types(page)).toContain("segment/loaded");
  const warnings = page.received.filter(({ type }) => type === "warning");
  expect(warnings).toMatchObject([{ error: { code: "STORAGE_DEGRADED" } }]);
});

test("a host that is destroyed ends its requests", async () => {
  origin.log.clear();
  const page = await start();
  await load(page, segment(1, "silence-midway"));
  await expect.poll(() => types(page)).toContain("bytes/downloaded");
  await page.host.destroy();
  await expect.poll(() => origin.log.requests[0]?.aborted).toBe(true);
  await expect.poll(page.isClosed).toBe(true);
});

test("the engine's log reaches the page when it is asked for", async () => {
  const page = await start({ debug: "p2pml:*" });
  await load(page, segment(1));
  await expect.poll(() => types(page)).toContain("log");
});
