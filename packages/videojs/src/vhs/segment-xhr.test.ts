import { createManifestRegistry, hls } from "@swarmlane/manifest";
import {
  DeliveryError,
  type Delivery,
  type SegmentMatch,
  type SegmentRequestOptions,
} from "@swarmlane/player";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFakeXhr, requestAsVhs, type FakeXhr, type VhsResult } from "./vhs.fake.ts";
import { SegmentXhr, type SegmentXhrOptions } from "./segment-xhr.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a delivery is a successful answer with its bytes and the speed of the network", async () => {
  const { stage, result, request } = start();
  stage.deliver(delivery(3000, { bandwidth: 4_000_000 }));
  await settle();

  expect(result).toMatchObject({ error: null, status: 200, bytes: 3000, bandwidth: 4_000_000 });
  expect(request["bytesReceived"]).toBe(3000);
  expect(request["roundTripTime"]).toBeGreaterThan(0);
});

test("a range is answered with 206", async () => {
  const { stage, result } = start({}, { Range: "bytes=0-99" });
  stage.deliver(delivery(100));
  await settle();

  expect(result).toMatchObject({ error: null, status: 206 });
});

test("a slow peer does not look like a slow network", () => {
  const { stage, result, progress } = start({ timeout: 3000 });
  stage.how().onStart?.("p2p");
  for (let loaded = 1000; loaded <= 10_000; loaded += 1000) {
    vi.advanceTimersByTime(1000);
    stage.how().onProgress?.(loaded, "p2p");
  }
  expect(progress).toEqual([]);
  expect(result.calls).toBe(0);
  vi.advanceTimersByTime(3000);

  expect(result).toMatchObject({ calls: 1, timedout: true });
});

test("a slow origin does", () => {
  const { stage, result } = start({ timeout: 3000 });
  stage.how().onStart?.("http");
  vi.advanceTimersByTime(2000);
  stage.how().onProgress?.(1000, "http");
  vi.advanceTimersByTime(1000);

  expect(result).toMatchObject({ calls: 1, timedout: true });
});

test("progress over HTTP is reported as it comes, on the request itself", () => {
  const { stage, progress } = start();
  stage.how().onProgress?.(1000, "http");
  stage.how().onProgress?.(2000, "http");

  expect(progress).toEqual([1000, 2000]);
});

test("waiting for peers does not look like a slow network", () => {
  const { stage, request } = start();
  vi.advanceTimersByTime(3000);
  stage.how().onStart?.("http");
  vi.advanceTimersByTime(500);

  expect(Date.now() - Number(request["requestTime"])).toBe(500);
});

test("an answer of the origin that is an error is one, with its status", async () => {
  const { stage, result } = start();
  stage.fail(new DeliveryError("http", "HTTP 403", 403));
  await settle();

  expect(result).toMatchObject({ status: 403, timedout: undefined, aborted: undefined });
  expect(result.error).toBeInstanceOf(Error);
  expect(stage.own).toHaveLength(0);
});

test("a network error has the status 0", async () => {
  const { stage, result } = start();
  stage.fail(new DeliveryError("http", "no connection"));
  await settle();

  expect(result.error).toBeInstanceOf(Error);
  expect(result.status).toBe(0);
});

test("a timeout of the loader looks like one of the player's request", async () => {
  const { stage, result } = start();
  stage.fail(new DeliveryError("timeout", "too slow"));
  await settle();

  expect(result).toMatchObject({ timedout: true, status: 0 });
});

test("the player's timeout ends the request", () => {
  const { stage, result } = start({ timeout: 3000 });
  vi.advanceTimersByTime(2999);
  expect(result.calls).toBe(0);
  vi.advanceTimersByTime(1);

  expect(result).toMatchObject({ calls: 1, timedout: true });
  expect(stage.how().signal?.aborted).toBe(true);
});

test("the player's timeout counts from the moment at which a source is asked", () => {
  const { stage, result } = start({ timeout: 3000, patience: () => 5000 });
  vi.advanceTimersByTime(4000);
  stage.how().onStart?.("http");
  vi.advanceTimersByTime(2999);
  expect(result.calls).toBe(0);
  vi.advanceTimersByTime(1);

  expect(result).toMatchObject({ calls: 1, timedout: true });
});

test("an abort ends the request without an answer", async () => {
  const { stage, result, request, ended } = start();
  request.abort();
  stage.deliver(delivery(100));
  await settle();

  expect(stage.how().signal?.aborted).toBe(true);
  expect(result.calls).toBe(0);
  expect(ended()).toBe(1);
});

test("an abort after the answer changes nothing", async () => {
  const { stage, result, request, ended } = start();
  stage.deliver(delivery(100));
  await settle();
  request.abort();

  expect(result).toMatchObject({ calls: 1, error: null });
  expect(ended()).toBe(1);
});

test("if the loader is unavailable, the player's own request takes over", async () => {
  const { stage, result, progress } = start({ timeout: 3000 }, { Range: "bytes=0-4" });
  stage.fail(new DeliveryError("unavailable", "the loader broke"));
  await settle();
  const own = stage.onlyOwn();
  expect(own).toMatchObject({ url: "https://cdn.example/a.ts", responseType: "arraybuffer" });
  expect(own.headers).toEqual({ range: "bytes=0-4" });
  own.progress(5);
  own.answer(206, new ArrayBuffer(5));
  await settle();

  expect(stage.fallbacks).toEqual(["the loader broke"]);
  expect(progress).toEqual([5]);
  expect(result).toMatchObject({ calls: 1, error: null, status: 206, bytes: 5 });
  vi.advanceTimersByTime(60_000);
  expect(result.calls).toBe(1);
});

test("an exception of the loader is a reason to take over, too", async () => {
  const { stage, result } = start();
  stage.fail(new TypeError("a bug"));
  await settle();
  stage.onlyOwn().answer(200, new ArrayBuffer(7));
  await settle();

  expect(stage.fallbacks).toHaveLength(1);
  expect(result).toMatchObject({ calls: 1, error: null, bytes: 7 });
});

test("the player goes on by itself when the engine leaves", async () => {
  const { stage, result } = start();
  stage.fail(new DeliveryError("aborted", "The engine was destroyed."));
  await settle();
  stage.onlyOwn().answer(200, new ArrayBuffer(7));
  await settle();

  expect(stage.fallbacks).toEqual([]);
  expect(result).toMatchObject({ calls: 1, error: null, bytes: 7 });
});

test("an abort reaches the player's own request", async () => {
  const { stage, result, request, ended } = start();
  stage.fail(new DeliveryError("unavailable", "the loader broke"));
  await settle();
  request.abort();

  expect(stage.onlyOwn().isAborted).toBe(true);
  expect(result.calls).toBe(0);
  expect(ended()).toBe(1);
});

test("the player's timeout ends its own request, too", async () => {
  const { stage, result } = start({ timeout: 3000 });
  stage.fail(new DeliveryError("unavailable", "the loader broke"));
  await settle();
  vi.advanceTimersByTime(3000);

  expect(stage.onlyOwn().isAborted).toBe(true);
  expect(result).toMatchObject({ calls: 1, timedout: true });
});

test("a request that the loader cannot make alike is sent by the player", async () => {
  const { stage, result } = start({ objection: () => "It has credentials." });
  stage.onlyOwn().answer(200, new ArrayBuffer(7));
  await settle();

  expect(stage.isAsked()).toBe(false);
  expect(stage.fallbacks).toEqual(["It has credentials."]);
  expect(result).toMatchObject({ calls: 1, error: null, bytes: 7 });
});

function start(options: Partial<SegmentXhrOptions> = {}, headers: Record<string, string> = {}) {
  const stage = createStage();
  const xhr = new SegmentXhr({ ...stage.options, ...options });
  return { stage, ...requestAsVhs({ uri: "https://cdn.example/a.ts", headers, xhr }) } satisfies {
    result: VhsResult;
  } & Record<string, unknown>;
}

/** A loader that answers when the test says so. */
function createStage() {
  const own: FakeXhr[] = [];
  const fallbacks: string[] = [];
  let how: SegmentRequestOptions | undefined;
  let settleLoad: { resolve(delivery: Delivery): void; reject(error: unknown): void } | undefined;
  const options: SegmentXhrOptions = {
    load: (given) => {
      how = given;
      return new Promise((resolve, reject) => {
        settleLoad = { resolve, reject };
      });
    },
    objection: () => undefined,
    startTime: 4,
    timeout: 0,
    patience: () => 0,
    noteFallback: (reason) => fallbacks.push(reason),
    createXhr: () => {
      const xhr = createFakeXhr();
      own.push(xhr);
      return xhr as unknown as XMLHttpRequest;
    },
  };
  return {
    ...{ options, own, fallbacks },
    isAsked: () => how !== undefined,
    how: () => how ?? {},
    onlyOwn: () => {
      expect(own).toHaveLength(1);
      return own[0] as FakeXhr;
    },
    deliver: (one: Delivery) => settleLoad?.resolve(one),
    fail: (error: unknown) => settleLoad?.reject(error),
  };
}

function delivery(size: number, more: Partial<Delivery> = {}): Delivery {
  const { segment, rendition } = someMatch();
  return {
    data: new ArrayBuffer(size),
    ...{ segment, rendition, source: "p2p", peerId: "p" },
    responseUrl: "https://cdn.example/a.ts",
    timing: { start: 0, first: 20, end: 120 },
    bandwidth: 1_000_000,
    ...more,
  };
}

function someMatch(): SegmentMatch {
  const registry = createManifestRegistry({ formats: [hls] });
  const body = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.ts\n#EXT-X-ENDLIST\n";
  registry.addManifest({ url: "https://cdn.example/media.m3u8", body });
  return registry.find({ url: "https://cdn.example/a.ts" }) as SegmentMatch;
}

/** Promises, and the task that `videojs.xhr` waits for. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1);
}
