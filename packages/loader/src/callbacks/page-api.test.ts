import { afterEach, describe, expect, it, vi } from "vitest";
import { defaultLimits, Events, segmentKey, type ErrorInfo } from "@swarmlane/contract";
import { loadedSegment } from "../testing/fake-host.fake.ts";
import { createTestPage, type TestPage } from "../testing/test-page.fake.ts";
import type { SegmentFields } from "../segments/segment.ts";
import type { HybridLoaderOptions, SegmentsStorage } from "../settings/settings.ts";

const pages: TestPage[] = [];
const queued = { id: "a", url: "https://cdn.example/a", custom: "mine" };

afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
});

async function openPage(settings: HybridLoaderOptions): Promise<TestPage> {
  const page = createTestPage(settings);
  pages.push(page);
  await page.loader.load([queued], "swarm");
  await page.settle();
  return page;
}

/** The segment as the host knows it. */
function infoOf(page: TestPage) {
  const [info] = page.host.loads.at(-1)?.queue ?? [];
  if (info === undefined) throw new Error("nothing is queued");
  return info;
}

function storageOf(overrides: object = {}): SegmentsStorage {
  return {
    storeSegment: () => Promise.resolve(),
    getSegmentsMap: () => Promise.resolve(new Map<string, { segment: SegmentFields }>()),
    getSegment: () => Promise.resolve(undefined),
    clean: () => Promise.resolve(false),
    destroy: () => Promise.resolve(),
    ...overrides,
  };
}

describe("segmentValidator", () => {
  it("gets a copy of the caller's segment with the data, the method and the peer", async () => {
    const segmentValidator = vi.fn(() => Promise.resolve());
    const page = await openPage({ segmentValidator });
    const loaded = loadedSegment(infoOf(page), { data: new Uint8Array([1, 2]).buffer });
    await page.host.page.validate(loaded, "p2p", "peer" as never);
    expect(segmentValidator).toHaveBeenCalledWith(
      expect.objectContaining({ ...queued, data: new Uint8Array([1, 2]).buffer }),
      "p2p",
      "peer",
    );
    expect(queued).not.toHaveProperty("data");
  });

  it("its own error object reaches the listener of SegmentError", async () => {
    const mine = Object.assign(new Error("bad"), { detail: () => "not cloneable" });
    const page = await openPage({ segmentValidator: () => Promise.reject(mine) });
    const info = infoOf(page);
    await expect(
      page.host.page.validate(loadedSegment(info), "http", undefined),
    ).rejects.toMatchObject({
      code: "HTTP_VALIDATION_FAILED",
    } satisfies Partial<ErrorInfo>);
    const error = { code: "HTTP_VALIDATION_FAILED", message: "bad" } as const;
    page.host.say({ type: "segment/error", key: segmentKey(info), error });
    await page.settle();
    expect(page.events.at(-1)?.[0]).toBe(Events.SegmentError);
    expect(page.events.at(-1)?.[2]).toBe(mine);
  });

  it("is read from the live settings at each call", async () => {
    const page = await openPage({ segmentValidator: () => Promise.reject(new Error("old")) });
    page.loader.getSettings().segmentValidator = () => Promise.resolve();
    await page.host.page.validate(loadedSegment(infoOf(page)), "http", undefined);
  });
});

describe("segmentUrlBuilder", () => {
  it("gets the caller's own object", async () => {
    const segmentUrlBuilder = vi.fn(({ url }: SegmentFields) => `${url}?signed`);
    const page = await openPage({ segmentUrlBuilder });
    expect(await page.host.page.buildUrl(infoOf(page))).toBe("https://cdn.example/a?signed");
    expect(segmentUrlBuilder.mock.calls[0]?.[0]).toBe(queued);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no key");
      },
      "no key",
    ],
    ["returns no string", () => 5 as never, "did not return a string"],
    ["rejects", () => Promise.reject(new Error("no key")) as never, "no key"],
  ])("rejects with CALLBACK_FAILED when it %s", async (_how, segmentUrlBuilder, message) => {
    const page = await openPage({ segmentUrlBuilder });
    await expect(page.host.page.buildUrl(infoOf(page))).rejects.toMatchObject({
      code: "CALLBACK_FAILED",
      message: expect.stringContaining(message) as string,
    });
  });
});

describe("segmentsStorage", () => {
  it("stores a segment of its own, with data", async () => {
    const storeSegment = vi.fn();
    const page = await openPage({ segmentsStorage: storageOf({ storeSegment }) });
    await page.host.page.storeSegment(loadedSegment(infoOf(page), { downloadBandwidth: 3 }));
    const [stored] = storeSegment.mock.calls[0] as [SegmentFields];
    expect(stored).toMatchObject({
      id: "a",
      sequence: "a",
      masterSwarmId: "swarm",
      downloadBandwidth: 3,
    });
    expect(stored.data?.byteLength).toBe(8);
    expect(stored).not.toBe(queued);
  });

  it("rejects with STORAGE_DEGRADED when the storage does", async () => {
    const storeSegment = () => Promise.reject(new Error("quota"));
    const page = await openPage({ segmentsStorage: storageOf({ storeSegment }) });
    await expect(page.host.page.storeSegment(loadedSegment(infoOf(page)))).rejects.toMatchObject({
      code: "STORAGE_DEGRADED",
      message: "Error: quota",
    });
  });

  it("lists metadata, skips what is no segment, and rejects what is no Map", async () => {
    const map = new Map<string, unknown>([
      ["a", { segment: { ...queued, data: new ArrayBuffer(9) } }],
      ["b", undefined],
      ["c", { segment: { id: 5 } }],
    ]);
    const page = await openPage({ segmentsStorage: storageOf({ getSegmentsMap: () => map }) });
    expect(await page.host.page.listSegments("master")).toEqual([
      { ...infoOf(page), masterSwarmId: "master" },
    ]);
    map.clear();
    const other = await openPage({ segmentsStorage: storageOf({ getSegmentsMap: () => ({}) }) });
    await expect(other.host.page.listSegments("master")).rejects.toMatchObject({
      code: "STORAGE_DEGRADED",
    });
  });

  it("reads a copy, so that the storage keeps its buffer", async () => {
    const data = new Uint8Array([1, 2, 3]).buffer;
    const getSegment = vi.fn(() => ({ ...queued, data }));
    const page = await openPage({ segmentsStorage: storageOf({ getSegment }) });
    const read = await page.host.page.readSegment("a", "master");
    expect(new Uint8Array(read?.data ?? new ArrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
    expect(data.byteLength).toBe(3);
    expect(getSegment).toHaveBeenCalledWith("a", "master");
  });

  it.each([
    ["no data", queued],
    ["a string", "garbage"],
    ["no url", { id: "a", data: new ArrayBuffer(1) }],
  ])("rejects a stored segment with %s", async (_what, garbage) => {
    const page = await openPage({ segmentsStorage: storageOf({ getSegment: () => garbage }) });
    await expect(page.host.page.readSegment("a", "master")).rejects.toMatchObject({
      code: "STORAGE_DEGRADED",
    });
  });

  it("cleans with both arguments; the lock is our own queue", async () => {
    const locks: boolean[] = [];
    const clean = vi.fn((_master: string, isLocked: (id: string) => boolean) => {
      locks.push(isLocked("a"), isLocked("b"));
    });
    const page = await openPage({ segmentsStorage: storageOf({ clean }) });
    await page.host.page.cleanSegments("master");
    expect(clean).toHaveBeenCalledWith("master", expect.any(Function));
    expect(locks).toEqual([true, false]);
  });

  it.each([
    ["false, which means that it dropped nothing", false, []],
    ["the ids that it dropped", ["a", "b"], ["a", "b"]],
    ["true, which does not say what it dropped", true, "unknown"],
    ["nothing", undefined, "unknown"],
    ["an array that holds more than ids", ["a", 5], "unknown"],
  ])("cleans and may return %s", async (_what, returned, understood) => {
    const page = await openPage({ segmentsStorage: storageOf({ clean: () => returned }) });
    expect(await page.host.page.cleanSegments("master")).toEqual(understood);
  });

  it("is destroyed once, with the loader, and by nobody else", async () => {
    const destroy = vi.fn();
    const page = await openPage({ segmentsStorage: storageOf({ destroy }) });
    await page.host.page.destroyStorage();
    expect(destroy).not.toHaveBeenCalled();
    await page.loader.destroy();
    pages.splice(0);
    expect(destroy).toHaveBeenCalledOnce();
  });

  it("that fails in destroy is a warning", async () => {
    const destroy = () => Promise.reject(new Error("locked"));
    const page = await openPage({ segmentsStorage: storageOf({ destroy }) });
    await page.loader.destroy();
    pages.splice(0);
    expect(page.events.at(-1)).toMatchObject([Events.Warning, { code: "STORAGE_DEGRADED" }]);
  });

  it("that hangs in destroy is the same warning, and destroy ends", async () => {
    const { destroy, asked } = hangingDestroy();
    const page = await openPage({ segmentsStorage: storageOf({ destroy }) });
    const destroyed = page.loader.destroy();
    await asked;
    await page.clock.advance(defaultLimits.storageTransaction);
    await destroyed;
    pages.splice(0);
    expect(page.events.at(-1)).toMatchObject([Events.Warning, { code: "STORAGE_DEGRADED" }]);
  });

  it("that fails before and in destroy is one warning", async () => {
    const destroy = () => Promise.reject(new Error("locked"));
    const page = await openPage({ segmentsStorage: storageOf({ destroy }) });
    page.host.say({ type: "warning", error: { code: "STORAGE_DEGRADED", message: "full" } });
    await page.settle();
    await page.loader.destroy();
    pages.splice(0);
    expect(page.events.map(([name]) => name)).toEqual([Events.Warning]);
  });
});

/** `asked` resolves when it was called. */
function hangingDestroy(): { destroy: () => Promise<void>; asked: Promise<void> } {
  let call: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (call = resolve));
  const destroy = () => {
    call();
    return new Promise<void>(() => undefined);
  };
  return { destroy, asked };
}
