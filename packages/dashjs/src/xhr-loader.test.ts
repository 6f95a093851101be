/** dash.js's loader, over a stream that does what the test says. */
import type { RequestMatch } from "@swarmlane/manifest";
import {
  DeliveryError,
  type Delivery,
  type PlayerStream,
  type SegmentRequestOptions,
} from "@swarmlane/player";
import { describe, expect, test, vi } from "vitest";
import type {
  CommonMediaRequest,
  CommonMediaResponse,
  DashRequest,
  XhrLoader,
} from "./dash-api.ts";
import { createXhrLoaderExtension } from "./xhr-loader.ts";

const url = "https://origin.example/segment-1.m4s";

function setUp() {
  const asked: { options: SegmentRequestOptions; settle: Settle }[] = [];
  const manifests: unknown[] = [];
  const indexes: unknown[] = [];
  const fallbacks: string[] = [];
  const adopted: unknown[] = [];
  let isWilling = true;
  const statistics = { httpBytes: 0, p2pBytes: 0, bandwidth: undefined as number | undefined };
  let type: RequestMatch["type"] = "segment";
  const stream = {
    statistics,
    find: () => ({ type, segment: { duration: 2 }, rendition: { bandwidth: 800_000 } }),
    canRequest: (match: RequestMatch) => isWilling && match.type === "segment",
    adopt: (_match: unknown, response: unknown) => adopted.push(response),
    request: (_: unknown, options: SegmentRequestOptions) =>
      new Promise<Delivery>((resolve, reject) => {
        asked.push({ options, settle: { resolve, reject } });
      }),
    addManifest: (manifest: unknown) => manifests.push(manifest),
    addIndex: (index: unknown) => indexes.push(index),
    noteFallback: (reason: string) => fallbacks.push(reason),
  } as unknown as PlayerStream;
  let current: PlayerStream | undefined = stream;
  const parent = {
    load: vi.fn<XhrLoader["load"]>(() => true),
    abort: vi.fn(),
    reset: vi.fn(),
    resetInitialSettings: vi.fn(),
  };
  const isPlain = vi.fn(() => true);
  const extension = createXhrLoaderExtension({
    ...{ stream: () => current, isPlain, onManifest: vi.fn(), onSegment: vi.fn() },
  });
  const loader = extension.call({ parent });

  function load(more: Partial<CommonMediaRequest> = {}, fragment: Partial<DashRequest> = {}) {
    const calls = { onloadend: vi.fn(), onprogress: vi.fn(), onabort: vi.fn(), ontimeout: vi.fn() };
    const about = { type: "MediaSegment", mediaType: "video", startTime: 4 };
    const request = { ...about, startDate: null, firstByteDate: null, ...fragment };
    const response: CommonMediaResponse = { status: 0 };
    const common: CommonMediaRequest = {
      ...{ url, method: "GET", headers: {}, timeout: 0, ...more },
      customData: { request, ...calls },
    };
    loader.load(common, response);
    return { calls, request, response, common };
  }

  return {
    ...{ adopted, asked, fallbacks, indexes, isPlain, load, loader, manifests, parent, statistics },
    become: (next: RequestMatch["type"]) => (type = next),
    destroy: () => (current = undefined),
    leaveAlone: () => (isWilling = false),
  };
}

interface Settle {
  resolve(delivery: Delivery): void;
  reject(error: unknown): void;
}

function deliveryOf(bytes: number, ms: number): Delivery {
  const end = performance.now();
  return {
    data: new ArrayBuffer(bytes),
    timing: { start: end - ms - 40, first: end - ms, end },
    responseUrl: `${url}#final`,
  } as Delivery;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a media segment", () => {
  test("is delivered as dash.js delivers one", async () => {
    const { asked, load, parent } = setUp();
    const { calls, response } = load();
    expect(asked[0]?.options).toMatchObject({ url, startTime: 4 });
    asked[0]?.settle.resolve(deliveryOf(5, 10));
    await settled();
    expect(response).toMatchObject({ url: `${url}#final`, status: 200, statusText: "OK" });
    expect(response.data).toEqual(new ArrayBuffer(5));
    expect(calls.onloadend).toHaveBeenCalledTimes(1);
    expect(parent.load).not.toHaveBeenCalled();
  });

  test("that came at once is as fast as the network, and not taken for one from the browser's cache", async () => {
    const { asked, load, statistics } = setUp();
    statistics.bandwidth = 8e6;
    const { calls, request } = load();
    asked[0]?.settle.resolve(deliveryOf(100_000, 100));
    await settled();
    const { startDate, firstByteDate } = request;
    expect(Date.now() - (startDate?.getTime() ?? 0)).toBeGreaterThan(100);
    expect((firstByteDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0)).toBeCloseTo(40, -1);
    const traces = calls.onprogress.mock.calls
      .map(([event]) => event as { loaded: number; time?: number; noTrace?: boolean })
      .filter(({ noTrace }) => noTrace !== true);
    expect(traces.map(({ loaded }) => loaded)).toEqual([0, 100_000]);
    expect(traces[1]?.time).toBeCloseTo(140, 0);
  });

  test("is aborted by dash.js, once", async () => {
    const { asked, load, loader } = setUp();
    const { calls, common } = load();
    common.customData.abort?.();
    loader.abort();
    expect(asked[0]?.options.signal?.aborted).toBe(true);
    asked[0]?.settle.reject(new DeliveryError("aborted", "aborted"));
    await settled();
    expect(calls.onabort).toHaveBeenCalledTimes(1);
    expect(calls.onloadend).not.toHaveBeenCalled();
  });

  test("that the origin refuses has the origin's status", async () => {
    const { asked, load } = setUp();
    const { calls, response } = load();
    asked[0]?.settle.reject(new DeliveryError("http", "Gone", 410));
    await settled();
    expect(response).toMatchObject({ status: 410, url });
    expect(calls.onloadend).toHaveBeenCalledTimes(1);
  });

  test("takes no longer than dash.js's timeout allows", async () => {
    const { load } = setUp();
    const { calls, response } = load({ timeout: 1 });
    await vi.waitFor(() => expect(calls.onloadend).toHaveBeenCalledTimes(1));
    expect(calls.ontimeout).toHaveBeenCalledTimes(1);
    expect(response.status).toBe(0);
  });

  test("that we fail to bring is loaded by dash.js alone", async () => {
    const { asked, fallbacks, load, parent } = setUp();
    const { calls, common, response } = load();
    asked[0]?.settle.reject(new TypeError("a bug"));
    await settled();
    expect(parent.load).toHaveBeenCalledWith(common, response);
    expect(calls.onloadend).not.toHaveBeenCalled();
    expect(fallbacks).toHaveLength(1);
  });

  test("of an engine that is destroyed meanwhile is loaded by dash.js alone, without a warning", async () => {
    const { asked, destroy, fallbacks, load, parent } = setUp();
    load();
    destroy();
    asked[0]?.settle.reject(new DeliveryError("aborted", "destroyed"));
    await settled();
    expect(parent.load).toHaveBeenCalledTimes(1);
    expect(fallbacks).toEqual([]);
  });
});

describe("what is not a whole media segment is loaded by dash.js alone", () => {
  test.each([
    ["an initialization segment", {}, { type: "InitializationSegment" }],
    ["subtitles", {}, { mediaType: "text" }],
    ["a license", {}, { type: "license" }],
    ["a HEAD request", { method: "HEAD" }, {}],
    ["an unusual range", { headers: { Range: "bytes=-5" } }, {}],
  ])("%s", (_, more, fragment) => {
    const { asked, load, parent } = setUp();
    load(more, fragment);
    expect(parent.load).toHaveBeenCalledTimes(1);
    expect(asked).toEqual([]);
  });

  test("a request that only dash.js can make", () => {
    const { asked, isPlain, load, parent } = setUp();
    isPlain.mockReturnValue(false);
    load();
    expect(parent.load).toHaveBeenCalledTimes(1);
    expect(asked).toEqual([]);
  });

  test("the engine reads manifests and indexes before dash.js does", () => {
    const { become, indexes, load, manifests, parent } = setUp();
    const mpd = load({}, { type: "MPD" });
    Object.assign(mpd.response, { status: 200, data: "<MPD/>" });
    mpd.common.customData.onloadend?.();
    expect(manifests).toEqual([{ url, responseUrl: url, body: "<MPD/>" }]);
    expect(mpd.calls.onloadend).toHaveBeenCalledTimes(1);
    become("index");
    const index = load({ headers: { Range: "bytes=10-19" } });
    Object.assign(index.response, { status: 206, data: new ArrayBuffer(10) });
    index.common.customData.onloadend?.();
    expect(indexes).toEqual([{ url, range: { start: 10, end: 19 }, bytes: new Uint8Array(10) }]);
    expect(parent.load).toHaveBeenCalledTimes(2);
  });

  test("a segment at the start: it is handed over before dash.js takes it", () => {
    const { adopted, asked, leaveAlone, load } = setUp();
    leaveAlone();
    const { calls, common, response } = load();
    const data = new ArrayBuffer(10);
    Object.assign(response, { status: 200, url: `${url}#final`, data });
    calls.onloadend.mockImplementation(() => expect(adopted).toHaveLength(1));
    common.customData.onloadend?.();
    expect(calls.onloadend).toHaveBeenCalledTimes(1);
    expect(adopted).toMatchObject([{ data, responseUrl: `${url}#final`, startTime: 4 }]);
    expect(asked).toEqual([]);
  });

  test("a segment that the origin refuses is not handed over", () => {
    const { adopted, leaveAlone, load } = setUp();
    leaveAlone();
    const { common, response } = load();
    Object.assign(response, { status: 404, data: new ArrayBuffer(10) });
    common.customData.onloadend?.();
    expect(adopted).toEqual([]);
  });

  test("everything, once there is no engine", () => {
    const { destroy, load, parent } = setUp();
    destroy();
    load();
    expect(parent.load).toHaveBeenCalledTimes(1);
  });
});
