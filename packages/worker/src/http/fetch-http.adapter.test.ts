import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultLimits, type HttpPort, type Limits } from "@swarmlane/contract";
import {
  createSimulatedClock,
  fakeSegment,
  httpPortSuite,
  syntheticBytes,
} from "@swarmlane/testkit";
import { startOrigin, type Origin } from "@swarmlane/testkit/node";
import { createPlatform } from "../platform.ts";
import { createFetchHttp } from "./fetch-http.adapter.ts";

let origin: Origin;
beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin.close());

function create(limits: Limits = defaultLimits): HttpPort {
  const { fetch, clock } = createPlatform();
  return createFetchHttp({ fetch, clock, limits, baseUrl: `${origin.url}/bytes/` });
}

const plain = { segment: fakeSegment(1), range: undefined, partial: undefined };
const never = new AbortController().signal;
const ignore = (): void => undefined;

httpPortSuite("fetch in Node", () => ({ originUrl: origin.url, create }));

test("a relative address is resolved against the page's", async () => {
  const request = { ...plain, url: "segment?size=10", expectedSize: undefined };
  const { responseUrl } = await create().get(request, ignore, never);
  expect(responseUrl).toBe(`${origin.url}/bytes/segment?size=10`);
});

test("a peer that tells too large a size spoils no complete answer", async () => {
  const request = { ...plain, url: "segment?size=1000", expectedSize: 5000 };
  const { data } = await create().get(request, ignore, never);
  expect(new Uint8Array(data)).toEqual(syntheticBytes("segment", 1000));
});

test("progress is told while the body comes", async () => {
  const chunks: number[] = [];
  const request = { ...plain, url: "segment?size=2000&fault=rate:10000", expectedSize: undefined };
  await create().get(request, (bytes) => chunks.push(bytes), never);
  expect(chunks.length).toBeGreaterThan(1);
});

test("the first 503 of a burst says nothing of the next request", async () => {
  const request = { ...plain, url: "burst?size=10&fault=burst:1", expectedSize: undefined };
  await expect(create().get(request, ignore, never)).rejects.toMatchObject({ status: 503 });
  await expect(create().get(request, ignore, never)).resolves.toHaveProperty("data");
});

test.each(["silence", "silence-midway"])("%s: nothing goes on after an abort", async (fault) => {
  origin.log.clear();
  const controller = new AbortController();
  const url = `segment?size=1000000&fault=${fault}`;
  let onFirst: () => void = ignore;
  const firstBytes = new Promise<void>((resolve) => (onFirst = resolve));
  const request = { ...plain, url, expectedSize: undefined };
  const pending = create().get(request, () => onFirst(), controller.signal);
  if (fault === "silence-midway") await firstBytes;
  else await expect.poll(() => origin.log.requests.length).toBe(1);
  controller.abort();
  await expect(pending).rejects.toMatchObject({ code: "HTTP_ERROR" });
  await expect.poll(() => origin.log.requests[0]?.aborted).toBe(true);
});

test("a whole resource in place of a range is read no further than the range", async () => {
  origin.log.clear();
  const url = "segment?size=1000000&fault=ignore-range,rate:20000";
  const request = { ...plain, url, range: "bytes=10-19", expectedSize: undefined };
  const { data } = await create().get(request, ignore, never);
  expect(new Uint8Array(data)).toEqual(syntheticBytes("segment", 20).slice(10));
  await expect.poll(() => origin.log.requests[0]?.aborted).toBe(true);
});

test("the first-byte deadline is the limit's, and no timer is left", async () => {
  const clock = createSimulatedClock();
  const fetch: typeof globalThis.fetch = (_input, init) =>
    new Promise((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
    });
  const http = createFetchHttp({ fetch, clock, limits: defaultLimits, baseUrl: origin.url });
  const request = { ...plain, url: "segment", expectedSize: undefined };
  let outcome: unknown;
  http.get(request, ignore, never).catch((error: unknown) => (outcome = error));
  await clock.advance(defaultLimits.httpFirstByte - 1);
  expect(outcome).toBeUndefined();
  await clock.advance(1);
  expect(outcome).toMatchObject({ code: "HTTP_TIMEOUT" });
  expect(clock.pending).toBe(0);
});

/** Ten bytes under a Content-Length of `declared`; the stream may stay open behind them. */
function answer(
  type: ResponseType,
  declared: number,
  isClosed: boolean,
  headers: Record<string, string> = {},
): typeof globalThis.fetch {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      controller.enqueue(new Uint8Array(5).fill(1));
      controller.enqueue(new Uint8Array(5).fill(2));
      if (isClosed) controller.close();
    },
  });
  const response = new Response(stream, {
    headers: { "Content-Length": String(declared), ...headers },
  });
  Object.defineProperty(response, "type", { value: type });
  return () => Promise.resolve(response);
}

function getFrom(fetch: typeof globalThis.fetch, expectedSize?: number) {
  const { clock } = createPlatform();
  const http = createFetchHttp({ fetch, clock, limits: defaultLimits, baseUrl: origin.url });
  return http.get({ ...plain, url: "segment", expectedSize }, ignore, never);
}

test("a body of the page's own origin is there with its last byte: its end is not waited for", async () => {
  const { data } = await getFrom(answer("basic", 10, false));
  expect(data.byteLength).toBe(10);
});

test.each<[string, Record<string, string>, number | undefined]>([
  ["comes in chunks", { "Transfer-Encoding": "chunked" }, undefined],
  ["is encoded", { "Content-Encoding": "identity" }, undefined],
  ["is shorter than what peers have", {}, 10],
])("a body of the page's own origin that %s is read to its end", async (_what, headers, size) => {
  const { data } = await getFrom(answer("basic", 5, true, headers), size);
  expect(data.byteLength).toBe(10);
});

test("the length that another origin announces may be that of an encoding, and ends nothing", async () => {
  const { data } = await getFrom(answer("cors", 5, true));
  expect(data.byteLength).toBe(10);
});
