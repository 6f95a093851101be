/** What 0.6.2 does not have, or fails at although its documentation promises it (docs/compatibility-0.6.md), in our build. */
import { afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { HybridLoaderOptions, SegmentFields } from "../index.ts";
import { ourBuild, segmentsAt, size, type Globals, type Loader } from "./implementations.fake.ts";

const origin = inject("originUrl");
const modes: { mode: string; settings: HybridLoaderOptions }[] = [
  { mode: "in a worker", settings: {} },
  { mode: "on the page", settings: { worker: false } },
];

describe.each(modes)("$mode", ({ settings }) => {
  let globals: Globals;
  const loaders: Loader[] = [];

  beforeAll(async () => {
    globals = await ourBuild();
  });
  afterEach(async () => {
    for (const loader of loaders.splice(0)) await loader.destroy();
  });

  function createLoader(more: HybridLoaderOptions = {}): Loader {
    const loader = new globals.p2pml.core.HybridLoader({ useP2P: false, ...settings, ...more });
    loaders.push(loader);
    return loader;
  }

  function loadAll(loader: Loader, segments: SegmentFields[]): Promise<SegmentFields[]> {
    const loaded: SegmentFields[] = [];
    const all = new Promise<SegmentFields[]>((resolve) => {
      loader.on("segment_loaded", (segment) => {
        if (loaded.push(segment) === segments.length) resolve(loaded);
      });
    });
    void loader.load(segments, "swarm");
    return all;
  }

  it("exports: has p2pml._shared for Webpack-flavoured engines", () => {
    const { p2pml, require } = globals;
    expect(p2pml._shared).toEqual({ debug: require("debug"), events: require("events") });
  });

  it("exports: the example of 0.6.2's documentation loads and emits", async () => {
    const { Segment } = globals.p2pml.core;
    if (Segment === undefined) throw new Error("no Segment");
    const url = (name: string) => `//${new URL(origin).host}/bytes/${name}?size=${size}`;
    const segments = ["1", "2", "3"].map(
      (name, priority) => new Segment(`segment-${name}`, url(name), undefined, priority),
    );
    const loaded = await loadAll(createLoader({ requiredSegmentsPriority: 2 }), segments);
    expect(loaded.map(({ id }) => id).sort()).toEqual(["segment-1", "segment-2", "segment-3"]);
    for (const { data, downloadSpeed, downloadBandwidth } of loaded) {
      expect(data?.byteLength).toBe(size);
      expect(downloadSpeed).toBe(downloadBandwidth);
    }
  });

  it("order: byte-range siblings of one address are segments of their own", async () => {
    const loader = createLoader();
    const [file] = segmentsAt(origin, "swarm", "a");
    const part = (id: string, range: string): SegmentFields => ({
      ...(file as SegmentFields),
      id,
      sequence: id,
      range,
    });
    const parts = [part("first", "bytes=0-99"), part("second", "bytes=100-299")];
    const loaded = await loadAll(loader, parts);
    const lengths = Object.fromEntries(loaded.map(({ id, data }) => [id, data?.byteLength]));
    expect(lengths).toEqual({ first: 100, second: 200 });
    const aborted = vi.fn();
    loader.on("segment_abort", aborted);
    void loader.load(parts.slice(1), "swarm");
    expect(aborted).toHaveBeenCalledExactlyOnceWith(parts[0]);
  });

  it("order: a listener that transfers or scribbles on data harms nothing", async () => {
    const loader = createLoader();
    loader.prependListener("segment_loaded", ({ data }: { data: ArrayBuffer }) => {
      new Uint8Array(data).fill(0);
      structuredClone(data, { transfer: [data] });
    });
    const [segment] = await loadAll(loader, segmentsAt(origin, "swarm", "a"));
    expect(segment?.data?.byteLength).toBe(0);
    const first = await loader.getSegment(segment?.id ?? "");
    const expected = await (await fetch(segment?.url ?? "")).arrayBuffer();
    expect(new Uint8Array(first?.data ?? new ArrayBuffer())).toEqual(new Uint8Array(expected));
    structuredClone(first?.data, { transfer: [first?.data as ArrayBuffer] });
    expect((await loader.getSegment(segment?.id ?? ""))?.data?.byteLength).toBe(size);
  });

  it("callbacks: a callback that throws fails its segment, and the queue goes on", async () => {
    const loader = createLoader({
      requiredSegmentsPriority: 9,
      segmentUrlBuilder({ url, sequence }) {
        if (sequence === "a") throw new Error("no key");
        return url;
      },
    });
    const failed = vi.fn();
    loader.on("segment_error", failed);
    const loaded = new Promise((resolve) =>
      loader.on("segment_loaded", ({ sequence }) => resolve(sequence)),
    );
    void loader.load(segmentsAt(origin, "swarm", "a", "b"), "swarm");
    expect(await loaded).toBe("b");
    expect(failed).toHaveBeenCalledWith(
      expect.objectContaining({ sequence: "a" }),
      expect.objectContaining({ code: "CALLBACK_FAILED" }),
      undefined,
    );
  });

  it("storage: a storage that returns garbage costs no segment", async () => {
    const garbage = () => Promise.resolve("garbage" as never);
    const loader = createLoader({
      segmentsStorage: {
        storeSegment: () => Promise.reject(new Error("quota")),
        getSegmentsMap: garbage,
        getSegment: garbage,
        clean: garbage,
        destroy: garbage,
      },
    });
    const warned = new Promise<{ code: string }>((resolve) => loader.on("warning", resolve));
    const [segment] = await loadAll(loader, segmentsAt(origin, "swarm", "a"));
    expect(segment?.data?.byteLength).toBe(size);
    expect((await warned).code).toBe("STORAGE_DEGRADED");
  });

  it("errors: the error of a failed request has a code and the status", async () => {
    const loader = createLoader();
    const failed = new Promise((resolve) => {
      loader.on("segment_error", (_segment, error) => resolve(error));
    });
    void loader.load(segmentsAt(origin, "swarm", "a&fault=status:503"), "swarm");
    expect(await failed).toMatchObject({ name: "LoaderError", code: "HTTP_STATUS", status: 503 });
  });

  it("two loaders on one page do not disturb each other", async () => {
    const [one, other] = [createLoader(), createLoader()];
    const [first, second] = await Promise.all([
      loadAll(one, segmentsAt(origin, "one", "a")),
      loadAll(other, segmentsAt(origin, "other", "b")),
    ]);
    await one.destroy();
    expect(first[0]?.id).toBe("one+a");
    expect(await other.getSegment("one+a")).toBeUndefined();
    expect((await other.getSegment(second[0]?.id ?? ""))?.data?.byteLength).toBe(size);
  });
});
