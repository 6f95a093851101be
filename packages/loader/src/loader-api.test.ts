import { afterEach, describe, expect, it, vi } from "vitest";
import {
  because,
  defaultLimits,
  Events,
  LoaderError,
  segmentKey,
  type ConnectionId,
  type PeerId,
} from "@swarmlane/contract";
import { Segment } from "./segments/segment.ts";
import {
  createTestPage,
  ownPeerId,
  type TestPage,
  type TestPageOptions,
} from "./testing/test-page.fake.ts";
import type { HybridLoaderOptions } from "./settings/settings.ts";

const pages: TestPage[] = [];

function openPage(settings?: HybridLoaderOptions, options?: TestPageOptions): TestPage {
  const page = createTestPage(settings, options);
  pages.push(page);
  return page;
}

afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
});

function queueOf(...ids: string[]): Segment[] {
  return ids.map(
    (id, priority) => new Segment(id, `https://cdn.example/${id}`, undefined, priority),
  );
}

const named = (page: TestPage, event: string) => page.events.filter(([name]) => name === event);
const idsOf = (page: TestPage, event: string) =>
  named(page, event).map(([, segment]) => (segment as Segment).id);
const peer = "a".repeat(40) as PeerId;

describe("the documented example", () => {
  it("loads the example of 0.6.2's documentation: the swarm stands in for the master swarm, the id for the sequence", async () => {
    const page = openPage();
    await page.loader.load(
      [
        new Segment("segment-1", "//url/to/segment/1", undefined, 0),
        new Segment("segment-2", "//url/to/segment/2", undefined, 1),
      ],
      "swarm-1",
    );
    await page.settle();
    expect(page.host.loads.at(-1)).toMatchObject({
      streamSwarmId: "swarm-1",
      queue: [
        {
          id: "segment-1",
          url: "//url/to/segment/1",
          masterSwarmId: "swarm-1",
          sequence: "segment-1",
          masterManifestUri: "",
          priority: 0,
        },
        { id: "segment-2", priority: 1 },
      ],
    });
  });

  it("fills in data, both names of the bandwidth, and the addresses", async () => {
    const page = openPage();
    const [segment] = queueOf("a");
    await page.loader.load([segment as Segment], "swarm");
    await page.settle();
    page.host.deliver("a", new ArrayBuffer(3), {
      requestUrl: "https://r/",
      responseUrl: "https://s/",
      downloadBandwidth: 7,
    });
    await page.settle();
    expect(segment).toMatchObject({
      requestUrl: "https://r/",
      responseUrl: "https://s/",
      downloadBandwidth: 7,
      downloadSpeed: 7,
    });
    expect(segment?.data?.byteLength).toBe(3);
  });
});

describe("what is done when a call returns", () => {
  it("starts the worker right behind the constructor, and each worker once", async () => {
    const page = openPage();
    expect(page.hosts).toHaveLength(1);
    await page.settle();
    expect(page.host.calls[0]).toBe("start");
    await page.loader.load(queueOf("a"), "swarm");
    await page.settle();
    expect(page.host.calls.filter((call) => call !== "ping")).toEqual(["start", "load"]);
    expect(page.host.started).toMatchObject({
      peerId: ownPeerId,
      baseUrl: "https://site.example/page",
      debug: "p2pml:*",
      callbacks: { validate: false, buildUrl: false, xhr: false, storage: false },
    });
  });

  it("sends what changed in the live settings before the next load", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    page.loader.getSettings().requiredSegmentsPriority = 5;
    await page.loader.load(queueOf("a"), "swarm");
    await page.loader.load(queueOf("a"), "swarm");
    await page.settle();
    expect(page.host.calls.filter((call) => call !== "ping")).toEqual([
      "start",
      "load",
      'configure {"requiredSegmentsPriority":5}',
      "load",
      "load",
    ]);
  });

  it("knows its peer id at construction, and has none without P2P", () => {
    expect(openPage().loader.getDetails()).toEqual({ peerId: ownPeerId });
    expect(openPage({ useP2P: false }).loader.getDetails()).toEqual({ peerId: "" });
  });

  it.each([
    ["segments", undefined, "swarm"],
    ["segments", { length: 1 }, "swarm"],
    ["segments[0]", [null], "swarm"],
    ["segments[0].id", [{ url: "u" }], "swarm"],
    [
      "segments[1].id",
      [
        { id: "a", url: "u" },
        { id: 1, url: "u" },
      ],
      "swarm",
    ],
    ["segments[0].url", [{ id: "a" }], "swarm"],
    ["segments[0].url", [{ id: "a", url: "" }], "swarm"],
    ["segments[0].range", [{ id: "a", url: "u", range: 5 }], "swarm"],
    ["segments[0].priority", [{ id: "a", url: "u", priority: NaN }], "swarm"],
    ["segments[0].sequence", [{ id: "a", url: "u", sequence: {} }], "swarm"],
    ["streamSwarmId", [{ id: "a", url: "u" }], undefined],
  ])(
    "rejects load with a TypeError that names %s, and keeps the queue",
    async (field, segments, swarm) => {
      const page = openPage();
      await page.loader.load(queueOf("kept"), "swarm");
      await expect(page.loader.load(segments as never, swarm as never)).rejects.toThrow(
        expect.objectContaining({
          name: "TypeError",
          message: expect.stringContaining(`${field}:`) as string,
        }) as Error,
      );
      expect(named(page, Events.SegmentAbort)).toEqual([]);
      await page.settle();
      page.host.deliver("kept");
      await page.settle();
      expect(idsOf(page, Events.SegmentLoaded)).toEqual(["kept"]);
    },
  );

  it("rejects load when the live settings have become nonsense", async () => {
    const page = openPage();
    page.loader.getSettings().simultaneousHttpDownloads = "many" as never;
    await expect(page.loader.load(queueOf("a"), "swarm")).rejects.toThrow(
      "simultaneousHttpDownloads: must be",
    );
  });
});

describe("events", () => {
  it("passes on bytes, peers, errors and states with the arguments of 0.6.2", async () => {
    const page = openPage();
    const [segment] = queueOf("a");
    await page.loader.load([segment as Segment], "swarm");
    await page.settle();
    const key = segmentKey({ id: "a", range: undefined });
    page.host.say(
      { type: "peer/connected", peerId: peer, remoteAddress: "10.0.0.1" },
      { type: "segment/state", key, state: "http", reason: because("our-share") },
      { type: "bytes/downloaded", method: "http", bytes: 10 },
      { type: "bytes/downloaded", method: "p2p", bytes: 11, peerId: peer },
      { type: "bytes/uploaded", bytes: 12, peerId: peer },
      {
        type: "segment/error",
        key,
        error: { code: "HTTP_STATUS", message: "status 404", status: 404 },
      },
      { type: "peer/closed", peerId: peer },
      { type: "warning", error: { code: "STORAGE_DEGRADED", message: "full" } },
    );
    await page.settle();
    expect(page.events).toEqual([
      ["peer_connect", { id: peer, remoteAddress: "10.0.0.1" }],
      [
        ...["segment_state_change", segment, "http"],
        "no peer has it or is loading it, and this viewer is expected to fetch it first",
      ],
      ["piece_bytes_downloaded", "http", 10, undefined],
      ["piece_bytes_downloaded", "p2p", 11, peer],
      ["piece_bytes_uploaded", "p2p", 12, peer],
      ["segment_error", segment, expect.any(LoaderError), undefined],
      ["peer_close", peer],
      ["warning", expect.any(LoaderError)],
    ]);
    expect(page.events[5]?.[2]).toMatchObject({ code: "HTTP_STATUS", status: 404 });
  });

  it("says which segment bytes are of, and how long a segment took", async () => {
    const page = openPage();
    const [segment] = queueOf("a");
    await page.loader.load([segment as Segment], "swarm");
    await page.settle();
    const key = segmentKey({ id: "a", range: undefined });
    page.host.say({ type: "bytes/downloaded", method: "http", bytes: 10, key });
    page.host.deliver("a", new ArrayBuffer(10), { downloadTime: 40, firstByteTime: 15 });
    await page.settle();
    expect(page.events).toContainEqual(["piece_bytes_downloaded", "http", 10, undefined, segment]);
    expect(segment).toMatchObject({ downloadTime: 40, firstByteTime: 15 });
  });

  it("goes on to other listeners and later events when a listener throws, and reports what it threw", async () => {
    const thrown: unknown[] = [];
    vi.stubGlobal("reportError", (error: unknown) => thrown.push(error));
    const page = openPage();
    page.loader.prependListener(Events.SegmentLoaded, () => {
      throw new Error("listener");
    });
    await page.loader.load(queueOf("a", "b"), "swarm");
    await page.settle();
    page.host.deliver("a");
    page.host.deliver("b");
    await page.settle();
    vi.unstubAllGlobals();
    expect(idsOf(page, Events.SegmentLoaded)).toEqual(["a", "b"]);
    expect(thrown).toEqual([new Error("listener"), new Error("listener")]);
  });

  it("calls a `once` listener once", async () => {
    const page = openPage();
    const listener = vi.fn();
    page.loader.once(Events.SegmentLoaded, listener);
    await page.loader.load(queueOf("a", "b"), "swarm");
    await page.settle();
    page.host.deliver("a");
    page.host.deliver("b");
    await page.settle();
    expect(listener).toHaveBeenCalledTimes(1);
  });
});

describe("the order of events and replies", () => {
  it("emits SegmentAbort inside load, in the old order, whatever the state of the segment", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a", "b", "c"), "swarm");
    await page.settle();
    page.host.deliver("b");
    await page.settle();
    void page.loader.load(queueOf("c", "d"), "swarm");
    expect(idsOf(page, Events.SegmentAbort)).toEqual(["a", "b"]);
  });

  it("hands over what the player has loaded, once, with the load that lists it", async () => {
    const page = openPage();
    const data = new ArrayBuffer(3);
    const response = { responseUrl: "https://cdn.example/a", downloadTime: 40 };
    page.loader.provide({ id: "a" }, { data, ...response });
    page.loader.provide({ id: "not listed" }, { data: new ArrayBuffer(3), ...response });
    await page.loader.load(queueOf("a", "b"), "swarm");
    await page.settle();
    await page.loader.load(queueOf("a", "b", "c"), "swarm");
    await page.settle();
    const key = segmentKey({ id: "a", range: undefined });
    expect(page.host.loadCalls.map(({ provided }) => provided)).toEqual([
      [{ key, data: new ArrayBuffer(3), ...response }],
      undefined,
    ]);
    expect(data.byteLength).toBe(0);
  });

  it.each<[string, unknown, unknown]>([
    ["segment", undefined, {}],
    ["segment.id", {}, {}],
    ["segment.range", { id: "a", range: 1 }, {}],
    ["response", { id: "a" }, undefined],
    ["response.data", { id: "a" }, { data: new ArrayBuffer(0) }],
    ["response.responseUrl", { id: "a" }, { data: new ArrayBuffer(1) }],
    [
      "response.downloadTime",
      { id: "a" },
      { data: new ArrayBuffer(1), responseUrl: "", downloadTime: NaN },
    ],
  ])("refuses to take over a segment with a bad %s", (field, segment, response) => {
    const { loader } = openPage();
    const provide = () => loader.provide(segment as never, response as never);
    expect(provide).toThrow(new RegExp(`^${field}: must be`));
  });

  it("starts its worker with the first load, where it is told to", async () => {
    const page = openPage({ startWithLoad: true });
    await page.clock.advance(1000);
    expect(page.hosts).toEqual([]);
    await page.loader.load(queueOf("a"), "swarm");
    expect(page.hosts).toHaveLength(1);
  });

  it("looks for peers when the player has its first segment", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    await page.settle();
    expect(page.hub).toEqual([]);
    page.host.deliver("a");
    await page.settle();
    await page.clock.advance(0);
    expect(page.hub).toEqual(["join swarm"]);
  });

  it("looks for peers anyway when the first segment takes its time", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "one");
    await page.clock.advance(defaultLimits.firstJoin - 1);
    await page.loader.load(queueOf("b"), "two");
    expect(page.hub).toEqual([]);
    await page.clock.advance(1);
    expect(page.hub).toEqual(["join two"]);
  });

  it("looks for peers at once where they are to have the first chance", async () => {
    const page = openPage({ httpDownloadInitialTimeout: 2000 });
    await page.loader.load(queueOf("a"), "swarm");
    expect(page.hub).toEqual(["join swarm"]);
  });

  it("switches the swarm inside load, before the aborts", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "one");
    await page.clock.advance(defaultLimits.firstJoin);
    const swarmAtAbort: unknown[] = [];
    page.loader.on(Events.SegmentAbort, () => void swarmAtAbort.push(page.hub.at(-1)));
    void page.loader.load(queueOf("b"), "two");
    expect(page.hub).toEqual(["join one", "join two"]);
    expect(swarmAtAbort).toEqual(["join two"]);
  });

  it("takes the same id with another range for another segment, and another address for the same", async () => {
    const page = openPage();
    await page.loader.load(
      [
        { id: "a", url: "u?token=1", range: "bytes=0-1" },
        { id: "b", url: "u", range: "bytes=2-3" },
      ],
      "swarm",
    );
    void page.loader.load(
      [
        { id: "a", url: "u?token=2", range: "bytes=0-1" },
        { id: "b", url: "u", range: "bytes=4-5" },
      ],
      "swarm",
    );
    expect(idsOf(page, Events.SegmentAbort)).toEqual(["b"]);
  });

  it("fills in and emits the newest object that the caller brought", async () => {
    const page = openPage();
    const first = { id: "a", url: "https://cdn/a?token=1" };
    const second = { id: "a", url: "https://cdn/a?token=2", custom: true };
    await page.loader.load([first], "swarm");
    await page.loader.load([second], "swarm");
    await page.settle();
    page.host.deliver("a");
    await page.settle();
    expect(named(page, Events.SegmentLoaded)[0]?.[1]).toBe(second);
    expect(first).not.toHaveProperty("data");
  });

  it("discards results of segments that have left the queue", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    await page.settle();
    page.host.deliver("a");
    void page.loader.load(queueOf("b"), "swarm");
    await page.settle();
    expect(named(page, Events.SegmentLoaded)).toEqual([]);
  });

  it("answers getSegment in the order of the lane, so that a listener registered after it misses nothing", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    await page.settle();
    const order: string[] = [];
    page.loader.on(Events.SegmentLoaded, () => void order.push("event"));
    const asked = page.loader
      .getSegment("a")
      .then((found) => order.push(`reply ${String(found?.id)}`));
    await page.settle();
    page.host.deliver("a");
    await asked;
    await page.settle();
    expect(order).toEqual(["reply undefined", "event"]);
  });

  it("getSegment inside a listener finds the segment, with a buffer of its own", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    await page.settle();
    const found = new Promise<Segment | undefined>((resolve) => {
      page.loader.on(Events.SegmentLoaded, (segment) => {
        structuredClone(segment.data, { transfer: [segment.data] });
        resolve(page.loader.getSegment(segment.id));
      });
    });
    page.host.deliver("a", new Uint8Array([1, 2, 3]).buffer);
    expect(new Uint8Array((await found)?.data ?? new ArrayBuffer())).toEqual(
      new Uint8Array([1, 2, 3]),
    );
  });

  it("getSegment carries the newest address, by which adapters find their request", async () => {
    const page = openPage();
    await page.loader.load([{ id: "a", url: "https://cdn/a?token=1" }], "swarm");
    await page.settle();
    page.host.deliver("a");
    await page.loader.load([{ id: "a", url: "https://cdn/a?token=2" }], "swarm");
    expect((await page.loader.getSegment("a"))?.url).toBe("https://cdn/a?token=2");
  });

  it("asks again when the segment came while the answer, that it is not there, was under way", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    await page.settle();
    const asked = page.loader.getSegment("a");
    // The host has read its storage; before the answer leaves, the segment is there and its event goes out.
    page.host.deliver("a");
    page.host.forgetOnce("a");
    expect((await asked)?.id).toBe("a");
  });

  it("has no segment before the first load", async () => {
    expect(await openPage().loader.getSegment("a")).toBeUndefined();
  });

  it("destroy emits no SegmentAbort, closes peers once, and discards what comes later", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    await page.clock.advance(defaultLimits.firstJoin);
    await page.settle();
    page.host.say({ type: "peer/connected", peerId: peer, remoteAddress: "" });
    await page.settle();
    const { host } = page;
    const destroyed = page.loader.destroy();
    host.deliver("a");
    host.say({ type: "peer/closed", peerId: peer });
    await destroyed;
    expect(page.events.slice(1)).toEqual([["peer_close", peer]]);
    expect(host.calls.at(-1)).toBe("destroy");
    expect(host.hasEnded).toBe(true);
    expect(page.lifecycle).toBeUndefined();
    expect(page.hub.at(-1)).toBe("close");
    expect(page.clock.pending).toBe(0);
  });

  it("loads again after destroy, in a new host", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    await page.loader.destroy();
    await page.loader.load(queueOf("b"), "swarm");
    await page.settle();
    page.host.deliver("b");
    await page.settle();
    expect(page.hosts).toHaveLength(2);
    expect(page.host.loads[0]?.queue.map(({ id }) => id)).toEqual(["b"]);
    expect(idsOf(page, Events.SegmentLoaded)).toEqual(["b"]);
  });

  it("leaves no worker behind when it is destroyed before the first load", async () => {
    const page = openPage();
    await page.loader.destroy();
    expect(page.host.hasEnded).toBe(true);
    expect(page.host.calls).toEqual([]);
  });
});

describe("a page that goes and comes back", () => {
  it("looks for no peers while it sleeps, however early it fell asleep", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    page.lifecycle?.onSleep();
    await page.clock.advance(defaultLimits.firstJoin);
    expect(page.hub).toEqual([]);
    page.lifecycle?.onWake("the page was frozen");
    expect(page.hub).toEqual(["join swarm"]);
  });

  it("closes connections synchronously, with their events, and joins again", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    await page.clock.advance(defaultLimits.firstJoin);
    await page.settle();
    page.host.say({ type: "peer/connected", peerId: peer, remoteAddress: "" });
    await page.settle();
    page.lifecycle?.onSleep();
    expect(page.hub.at(-1)).toBe("suspend");
    expect(page.events.at(-1)).toEqual(["peer_close", peer]);
    page.lifecycle?.onWake("back from the page cache");
    expect(page.hub.at(-1)).toBe("join swarm");
    page.lifecycle?.onOnline();
    await page.settle();
    expect(page.host.calls).toContain("resume back from the page cache");
    expect(page.host.calls).toContain("resume online");
  });
});

describe("what the host decides about connections", () => {
  it("reaches the hub", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    await page.clock.advance(defaultLimits.firstJoin);
    await page.settle();
    const error = { code: "P2P_BANNED", message: "banned" } as const;
    const drop = { type: "connection/drop", connectionId: 1 as ConnectionId, error } as const;
    page.host.say(drop, { type: "connection/room", hasRoom: false });
    await page.settle();
    expect(page.hubMessages).toEqual([drop, { type: "connection/room", hasRoom: false }]);
  });
});

describe("logs", () => {
  it("prints the worker's lines under their namespaces", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    await page.settle();
    page.host.say({ type: "log", namespace: "p2pml:scheduler", args: ["tick", 1] });
    await page.settle();
    expect(page.logs).toContain("p2pml:scheduler tick 1");
    expect(page.logs).toContain("p2pml:hybrid-loader load segments swarm 1 aborted 0");
  });

  it("prints the reasons of the engine, which are codes, in words", async () => {
    const page = openPage();
    await page.loader.load(queueOf("a"), "swarm");
    const args = ["decision: http", "a", because("required-now")];
    page.host.say({ type: "log", namespace: "p2pml:scheduler", args });
    await page.settle();
    expect(page.logs).toContain(
      "p2pml:scheduler decision: http a required now, and the peer is not about to finish it",
    );
  });
});
