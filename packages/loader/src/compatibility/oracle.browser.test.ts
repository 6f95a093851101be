/** What docs/compatibility-0.6.md promises, tested against the published 0.6.2 and against our build, in a worker and on the page. */
import { afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { SegmentFields } from "../index.ts";
import {
  implementations,
  segmentsAt,
  size,
  type Globals,
  type Loader,
} from "./implementations.fake.ts";
import type { HybridLoaderOptions, SegmentsStorage } from "../settings/settings.ts";

const origin = inject("originUrl");

describe.each(implementations)("$name", (implementation) => {
  let globals: Globals;
  const loaders: Loader[] = [];

  beforeAll(async () => {
    globals = await implementation.load();
  });
  afterEach(async () => {
    for (const loader of loaders.splice(0)) await loader.destroy();
  });

  function createLoader(settings: HybridLoaderOptions = {}): Loader {
    const { HybridLoader } = globals.p2pml.core;
    const loader = new HybridLoader({ useP2P: false, ...implementation.settings, ...settings });
    loaders.push(loader);
    return loader;
  }

  /** Resolves to the arguments of the next such event. */
  function next(loader: Loader, event: string): Promise<never[]> {
    return new Promise((resolve) => {
      loader.once(event, (...args: never[]) => resolve(args));
    });
  }

  async function loadOne(loader: Loader, name = "a"): Promise<SegmentFields> {
    const [segment] = segmentsAt(origin, "swarm", name);
    const loaded = next(loader, "segment_loaded");
    void loader.load([segment as SegmentFields], "swarm");
    await loaded;
    return segment as SegmentFields;
  }

  it("exports: is there as p2pml.core and by the global require", () => {
    const { p2pml, require } = globals;
    expect(p2pml.core.HybridLoader).toBeTypeOf("function");
    expect(p2pml.core.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(require("p2p-media-loader-core")).toHaveProperty(
      "HybridLoader",
      p2pml.core.HybridLoader,
    );
    expect(require("debug")).toBeTypeOf("function");
    const { EventEmitter } = require("events") as { EventEmitter: new () => object };
    expect(createLoader()).toBeInstanceOf(EventEmitter);
  });

  it("methods: is supported here", () => {
    expect(globals.p2pml.core.HybridLoader.isSupported()).toBe(true);
  });

  it("methods: knows its peer id at construction, and has none without P2P", () => {
    expect(createLoader({ useP2P: true }).getDetails().peerId).toMatch(/^2d5757[0-9a-f]{34}$/);
    expect(createLoader().getDetails().peerId).toBe("");
  });

  it("methods: getSettings is one live object", () => {
    const loader = createLoader();
    loader.getSettings().requiredSegmentsPriority = 4;
    expect(loader.getSettings().requiredSegmentsPriority).toBe(4);
  });

  it("methods: is an EventEmitter", () => {
    const loader = createLoader();
    const listener = vi.fn();
    loader.on("mine", listener).once("mine", listener);
    expect(loader.listenerCount("mine")).toBe(2);
    loader.emit("mine", 1);
    loader.emit("mine", 2);
    expect(listener.mock.calls).toEqual([[1], [1], [2]]);
    loader.removeListener("mine", listener);
    expect(loader.listenerCount("mine")).toBe(0);
    loader.addListener("mine", listener).removeAllListeners();
    expect(loader.listenerCount("mine")).toBe(0);
  });

  it("settings: has the same defaults", async () => {
    const [oracle] = implementations;
    const core = (await oracle?.load())?.p2pml.core;
    if (core === undefined) throw new Error("no oracle");
    const { rtcConfig, ...defaults } = new core.HybridLoader().getSettings();
    expect(new globals.p2pml.core.HybridLoader().getSettings()).toMatchObject(defaults);
    expect(rtcConfig).toBeTypeOf("object");
  });

  it("events: has the events of 0.6.2 under their values", () => {
    expect(globals.p2pml.core.Events).toMatchObject({
      SegmentLoaded: "segment_loaded",
      SegmentError: "segment_error",
      SegmentAbort: "segment_abort",
      PeerConnect: "peer_connect",
      PeerClose: "peer_close",
      PieceBytesDownloaded: "piece_bytes_downloaded",
      PieceBytesUploaded: "piece_bytes_uploaded",
    });
  });

  it("events: PieceBytesDownloaded adds up to the segment", async () => {
    const loader = createLoader();
    let bytes = 0;
    loader.on("piece_bytes_downloaded", (method, count, peerId) => {
      expect([method, peerId]).toEqual(["http", undefined]);
      bytes += count;
    });
    await loadOne(loader);
    expect(bytes).toBe(size);
  });

  it("order: emits the caller's own object, filled in", async () => {
    const loader = createLoader();
    const [segment] = segmentsAt(origin, "swarm", "a");
    const loaded = next(loader, "segment_loaded");
    await loader.load([segment as SegmentFields], "swarm");
    const [emitted, peerId] = (await loaded) as unknown as [SegmentFields, undefined];
    expect(emitted).toBe(segment);
    expect(peerId).toBeUndefined();
    expect(emitted.data).toBeInstanceOf(ArrayBuffer);
    expect(emitted.data?.byteLength).toBe(size);
    expect(emitted.requestUrl).toBe(segment?.url);
    expect(emitted.responseUrl).toBe(segment?.url);
  });

  it("order: emits SegmentAbort inside load for what left the queue, finished or not", async () => {
    const loader = createLoader({ simultaneousHttpDownloads: 1 });
    const done = await loadOne(loader);
    const [, running, waiting] = segmentsAt(origin, "swarm", "a", "b", "c");
    const aborted: string[] = [];
    loader.on("segment_abort", ({ sequence }) => void aborted.push(sequence));
    await loader.load([done, running, waiting] as SegmentFields[], "swarm");
    void loader.load([waiting] as SegmentFields[], "swarm");
    expect(aborted).toEqual([done.sequence, "b"]);
  });

  it("order: getSegment inside a SegmentLoaded listener finds the segment", async () => {
    const loader = createLoader();
    const found = new Promise<SegmentFields | undefined>((resolve) => {
      loader.once("segment_loaded", ({ id }) => resolve(loader.getSegment(id)));
    });
    await loadOne(loader);
    expect((await found)?.data?.byteLength).toBe(size);
  });

  it("order: load without waiting, then await getSegment: a listener set after it misses nothing", async () => {
    const loader = createLoader();
    const [segment] = segmentsAt(origin, "swarm", "a");
    void loader.load([segment as SegmentFields], "swarm");
    expect(await loader.getSegment(segment?.id ?? "")).toBeUndefined();
    const [emitted] = (await next(loader, "segment_loaded")) as unknown as [SegmentFields];
    expect(emitted).toBe(segment);
  });

  it("order: has no segment before the first load, nor after destroy", async () => {
    const loader = createLoader();
    expect(await loader.getSegment("a")).toBeUndefined();
    const { id } = await loadOne(loader);
    await loader.destroy();
    expect(await loader.getSegment(id)).toBeUndefined();
  });

  it("order: emits nothing on destroy, and loads again after it", async () => {
    const loader = createLoader();
    const aborted = vi.fn();
    loader.on("segment_abort", aborted);
    void loader.load(segmentsAt(origin, "swarm", "b"), "swarm");
    await loader.destroy();
    await loadOne(loader);
    expect(aborted).not.toHaveBeenCalled();
  });

  it("callbacks: the validator gets a copy with data; what it rejects with reaches SegmentError", async () => {
    const mine = new Error("not mine");
    const validator = vi.fn(async (_segment: SegmentFields, _method: string, _peerId?: string) => {
      await Promise.reject(mine);
    });
    const loader = createLoader({ segmentValidator: validator });
    const [segment] = segmentsAt(origin, "swarm", "a");
    const failed = next(loader, "segment_error");
    void loader.load([segment as SegmentFields], "swarm");
    const [emitted, error] = (await failed) as unknown as [SegmentFields, Error];
    expect(emitted).toBe(segment);
    expect(error).toBe(mine);
    const [copy, method, peerId] = validator.mock.calls[0] ?? [];
    expect(copy).not.toBe(segment);
    expect(copy).toMatchObject({ id: segment?.id, url: segment?.url });
    expect(copy?.data?.byteLength).toBe(size);
    expect([method, peerId]).toEqual(["http", undefined]);
    expect(await loader.getSegment(segment?.id ?? "")).toBeUndefined();
  });

  it("callbacks: what segmentUrlBuilder returns is asked for, and is the requestUrl", async () => {
    const loader = createLoader({ segmentUrlBuilder: ({ url }) => `${url}&built` });
    const segment = await loadOne(loader);
    expect(segment.requestUrl).toBe(`${segment.url}&built`);
    expect(segment.responseUrl).toBe(`${segment.url}&built`);
  });

  it("callbacks: xhrSetup gets a real XMLHttpRequest, opened and not sent", async () => {
    const setup = vi.fn((xhr: XMLHttpRequest, _url: string) => {
      expect(xhr).toBeInstanceOf(XMLHttpRequest);
      expect(xhr.readyState).toBe(XMLHttpRequest.OPENED);
      xhr.withCredentials = false;
    });
    const loader = createLoader({ xhrSetup: setup });
    const segment = await loadOne(loader);
    expect(setup).toHaveBeenCalledOnce();
    expect(setup.mock.calls[0]?.[1]).toBe(segment.url);
    expect(segment.data?.byteLength).toBe(size);
  });

  it("storage: a custom storage has the segment before SegmentLoaded, is cleaned with both arguments and destroyed", async () => {
    const held = new Map<string, { segment: SegmentFields }>();
    const clean = vi.fn((_master: string, isLocked?: (id: string) => boolean) => {
      expect(isLocked?.("nobody's")).toBe(false);
      return Promise.resolve(false);
    });
    const destroy = vi.fn(() => Promise.resolve());
    const storage: SegmentsStorage = {
      storeSegment(segment) {
        held.set(segment.id, { segment });
        return Promise.resolve();
      },
      getSegmentsMap: () => Promise.resolve(held),
      getSegment: (id) => Promise.resolve(held.get(id)?.segment),
      clean,
      destroy,
    };
    const loader = createLoader({ segmentsStorage: storage });
    const heldAtEvent = new Promise<boolean>((resolve) => {
      loader.once("segment_loaded", ({ id }) => resolve(held.has(id)));
    });
    const { id } = await loadOne(loader);
    expect(await heldAtEvent).toBe(true);
    expect((await loader.getSegment(id))?.data?.byteLength).toBe(size);
    await loader.load(segmentsAt(origin, "swarm", "a"), "swarm");
    await vi.waitFor(() => expect(clean).toHaveBeenCalledWith("swarm", expect.any(Function)));
    await loader.destroy();
    expect(destroy).toHaveBeenCalledOnce();
  });

  it("errors: a failed request is a SegmentError, and the segment is not asked for again at once", async () => {
    const loader = createLoader();
    const [segment] = segmentsAt(origin, "swarm", "a&fault=status:404");
    const errors = vi.fn();
    loader.on("segment_error", errors);
    const failed = next(loader, "segment_error");
    void loader.load([segment as SegmentFields], "swarm");
    const [emitted, error] = (await failed) as unknown as [SegmentFields, unknown];
    expect(emitted).toBe(segment);
    expect(error).toBeDefined();
    await loader.getSegment(segment?.id ?? "");
    expect(errors).toHaveBeenCalledOnce();
  });

  it("bandwidth: downloadBandwidth is in bytes per millisecond", async () => {
    const loader = createLoader();
    await loadOne(loader);
    const { downloadBandwidth } = await loadOne(loader, "b");
    expect(downloadBandwidth).toBeGreaterThanOrEqual(0);
    expect(downloadBandwidth).toBeLessThanOrEqual((2 * size) / 1000);
  });
});
