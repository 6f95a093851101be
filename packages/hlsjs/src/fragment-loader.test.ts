import { DeliveryError } from "@swarmlane/player";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createFragmentLoaderClass } from "./fragment-loader.ts";
import {
  contextOf,
  createFakeStream,
  FakeInnerLoader,
  hlsConfig,
  policy,
} from "./player-stream.fake.ts";

beforeEach(() => {
  vi.useFakeTimers();
  FakeInnerLoader.made = [];
});
afterEach(() => {
  vi.useRealTimers();
});

function setup({ context = contextOf(), config = hlsConfig() } = {}) {
  const fake = createFakeStream();
  const Loader = createFragmentLoaderClass(() => fake.stream);
  const callbacks = {
    onSuccess: vi.fn(),
    onError: vi.fn(),
    onTimeout: vi.fn(),
    onAbort: vi.fn(),
    onProgress: vi.fn(),
  };
  const loader = new Loader(config);
  const inner = FakeInnerLoader.made[0];
  if (inner === undefined) throw new Error("no inner loader");
  const start = () => loader.load(context, policy, callbacks);
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return { ...fake, loader, inner, callbacks, context, start, settle };
}

const delivery = {
  data: new ArrayBuffer(1000),
  timing: { start: 100, first: 130, end: 500 },
  bandwidth: 4_000_000,
  responseUrl: "https://other.example/5.ts",
};

describe("a media segment", () => {
  test("comes through the stream, with back-dated times and its own address", async () => {
    const { start, requests, callbacks, loader, settle, inner } = setup();
    start();
    expect(requests[0]?.options).toMatchObject({ url: "https://cdn.example/5.ts", startTime: 20 });
    requests[0]?.resolve(delivery);
    await settle();
    const [response, stats] = (callbacks.onSuccess.mock.calls[0] ?? []) as unknown[];
    expect(response).toEqual({ url: delivery.responseUrl, data: delivery.data, code: 200 });
    expect(stats).toBe(loader.stats);
    expect(loader.stats).toMatchObject({ loading: delivery.timing, loaded: 1000, total: 1000 });
    expect(callbacks.onProgress).toHaveBeenCalledBefore(callbacks.onSuccess);
    expect(inner.load).not.toHaveBeenCalled();
  });

  test("that hls.js loads itself is handed over, before hls.js takes its bytes", () => {
    const { own, start, inner, adopted, callbacks, requests, context } = setup();
    own.isWilling = false;
    start();
    expect(requests).toEqual([]);
    Object.assign(inner.stats.loading, { start: 100, end: 140 });
    const response = { url: "https://other.example/5.ts", data: new ArrayBuffer(9), code: 200 };
    callbacks.onSuccess.mockImplementation(() => {
      expect(adopted).toHaveLength(1);
    });
    inner.callbacks?.onSuccess(response, inner.stats, context, null);
    expect(callbacks.onSuccess).toHaveBeenCalledWith(response, inner.stats, context, null);
    const { data, url: responseUrl } = response;
    expect(adopted).toEqual([{ data, responseUrl, downloadTime: 40, startTime: 20 }]);
  });

  test("a byte range is asked for exactly", () => {
    const { start, found } = setup({ context: contextOf({ rangeStart: 720, rangeEnd: 1720 }) });
    start();
    expect(found[0]?.range).toEqual({ start: 720, end: 1719 });
  });

  test("progress leaves the total open, so that the emergency down-switch stays on", () => {
    const { start, requests, loader } = setup();
    start();
    requests[0]?.options.onStart?.("http");
    vi.advanceTimersByTime(100);
    requests[0]?.options.onProgress?.(300, "http");
    expect(loader.stats).toMatchObject({ loaded: 300, total: 0 });
    expect(loader.stats.loading.first).toBeGreaterThan(loader.stats.loading.start);
  });

  test("the wait for a source is not part of what hls.js measures, however early it looks", () => {
    const { start, requests, loader } = setup();
    start();
    const before = performance.now();
    vi.advanceTimersByTime(3000);
    expect(loader.stats.loading.start).toBe(before + 3000);
    requests[0]?.options.onStart?.("http");
    vi.advanceTimersByTime(500);
    expect(loader.stats.loading.start).toBe(before + 3000);
  });

  test("a slow peer does not look like a slow network", () => {
    const { start, requests, loader } = setup();
    start();
    requests[0]?.options.onStart?.("p2p");
    vi.advanceTimersByTime(3000);
    requests[0]?.options.onProgress?.(300, "p2p");
    expect(loader.stats.loaded).toBe(0);
    expect(performance.now() - loader.stats.loading.start).toBe(0);
    requests[0]?.options.onStart?.("http");
    vi.advanceTimersByTime(200);
    requests[0]?.options.onProgress?.(400, "http");
    expect(loader.stats.loaded).toBe(400);
    expect(performance.now() - loader.stats.loading.start).toBe(200);
  });
});

describe("what is not ours goes through hls.js's own loader, untouched", () => {
  test.each([
    ["a part of a low-latency stream", contextOf({ part: { index: 1 } })],
    ["an initialization segment", contextOf({ frag: { sn: "initSegment", type: "main" } })],
    ["subtitles", contextOf({ frag: { sn: 1, type: "subtitle" } })],
  ])("%s", (_, context) => {
    const { start, found, inner, callbacks } = setup({ context });
    start();
    expect(found).toEqual([]);
    expect(inner.load).toHaveBeenCalledWith(context, policy, callbacks);
  });

  test("an interstitial's or trick play's player", () => {
    const { start, inner, found } = setup({ config: hlsConfig({ primarySessionId: "main" }) });
    start();
    expect(found).toEqual([]);
    expect(inner.load).toHaveBeenCalled();
  });

  test("what the registry does not know; its headers and age are passed on", () => {
    const { start, inner, own, loader } = setup();
    own.canFind = false;
    expect(loader.getCacheAge?.()).toBeNull();
    start();
    expect(inner.load).toHaveBeenCalled();
    expect(loader.getCacheAge?.()).toBe(7);
    loader.abort();
    expect(inner.abort).toHaveBeenCalled();
  });
});

describe("failures", () => {
  test("the origin's status is hls.js's to judge", async () => {
    const { start, requests, callbacks, settle, inner } = setup();
    start();
    requests[0]?.reject(new DeliveryError("http", "HTTP 403", 403));
    await settle();
    expect(callbacks.onError.mock.calls[0]?.[0]).toEqual({ code: 403, text: "HTTP 403" });
    expect(inner.load).not.toHaveBeenCalled();
  });

  test("a slow origin is a timeout", async () => {
    const { start, requests, callbacks, settle } = setup();
    start();
    requests[0]?.reject(new DeliveryError("timeout", "too slow"));
    await settle();
    expect(callbacks.onTimeout).toHaveBeenCalledTimes(1);
  });

  test.each([
    ["the stream failed", new DeliveryError("unavailable", "no worker")],
    ["something of ours threw", new TypeError("a bug")],
  ])("%s: hls.js's own loader, afresh", async (_, error) => {
    const { start, requests, callbacks, settle, inner, fallbacks } = setup();
    start();
    requests[0]?.options.onProgress?.(300, "http");
    requests[0]?.reject(error);
    await settle();
    expect(inner.load).toHaveBeenCalledTimes(1);
    expect(inner.stats.loaded).toBe(0);
    expect(fallbacks).toHaveLength(1);
    expect(callbacks.onError).not.toHaveBeenCalled();
  });

  test("a registry that throws costs nothing but the sharing", () => {
    const { start, own, inner, fallbacks } = setup();
    own.find = () => {
      throw new Error("a bug");
    };
    start();
    expect(inner.load).toHaveBeenCalled();
    expect(fallbacks).toHaveLength(1);
  });

  test("no byte within the time to the first byte: hls.js's own loader", async () => {
    const { start, requests, inner, callbacks } = setup();
    start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(requests[0]?.options.signal?.aborted).toBe(true);
    expect(inner.load).toHaveBeenCalledTimes(1);
    expect(callbacks.onTimeout).not.toHaveBeenCalled();
  });

  test("a download that takes longer than the load time is a timeout", async () => {
    const { start, requests, callbacks } = setup();
    start();
    requests[0]?.options.onProgress?.(10, "http");
    await vi.advanceTimersByTimeAsync(120_000);
    expect(callbacks.onTimeout).toHaveBeenCalledTimes(1);
  });
});

test("an abort tells hls.js, ends the request, and nothing comes late", async () => {
  const { start, requests, callbacks, loader, settle } = setup();
  start();
  loader.abort();
  expect(callbacks.onAbort).toHaveBeenCalledTimes(1);
  expect(loader.stats.aborted).toBe(true);
  expect(requests[0]?.options.signal?.aborted).toBe(true);
  requests[0]?.resolve(delivery);
  await settle();
  expect(callbacks.onSuccess).not.toHaveBeenCalled();
});

test("destroy leaves no timer", () => {
  const { start, loader, inner } = setup();
  start();
  loader.destroy();
  expect(vi.getTimerCount()).toBe(0);
  expect(inner.destroy).toHaveBeenCalled();
});
