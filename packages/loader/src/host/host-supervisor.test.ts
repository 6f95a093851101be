import { afterEach, describe, expect, it, vi } from "vitest";
import { defaultLimits, Events, type PeerId } from "@swarmlane/contract";
import { Segment } from "../segments/segment.ts";
import type { HybridLoaderOptions } from "../settings/settings.ts";
import { createTestPage, type TestPage, type TestPageOptions } from "../testing/test-page.fake.ts";

const pages: TestPage[] = [];

afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
});

const segments = ["a", "b"].map((id) => new Segment(id, `https://cdn.example/${id}`));
const peer = "a".repeat(40) as PeerId;

/** A page whose loader has been told to load `a` and `b`. */
async function openPage(
  settings?: HybridLoaderOptions,
  options?: TestPageOptions,
): Promise<TestPage> {
  const page = createTestPage(settings, options);
  pages.push(page);
  await page.loader.load(segments, "swarm");
  return page;
}

const codes = (page: TestPage) =>
  page.events
    .filter(([name]) => name === Events.Warning)
    .map(([, error]) => (error as { code: string }).code);
const loadedIds = (page: TestPage) =>
  page.events
    .filter(([name]) => name === Events.SegmentLoaded)
    .map(([, segment]) => (segment as Segment).id);

/** Lets the heartbeat run: its answers come over a real port. */
async function beat(page: TestPage, ms: number): Promise<void> {
  await page.clock.advance(ms);
  await page.settle();
}

describe("a worker that cannot be had", () => {
  it("is a warning and the page instead, when its constructor throws", async () => {
    const page = await openPage({}, { workers: "constructor throws" });
    await page.settle();
    expect(codes(page)).toEqual(["WORKER_UNAVAILABLE"]);
    expect(page.host.kind).toBe("page");
    expect(page.host.calls).toEqual(["start", "load"]);
  });

  it("is a warning and the page instead, when it breaks before it answers", async () => {
    const page = await openPage({}, { workers: "never answer" });
    page.host.crash("404");
    await page.settle();
    expect(codes(page)).toEqual(["WORKER_UNAVAILABLE"]);
    expect(page.host.kind).toBe("page");
    expect(page.hosts[0]?.hasEnded).toBe(true);
    page.host.deliver("a");
    await page.settle();
    expect(loadedIds(page)).toEqual(["a"]);
  });

  it("is a warning and the page instead, when it does not answer in time", async () => {
    const page = await openPage({}, { workers: "never answer" });
    await page.clock.advance(defaultLimits.workerHandshake - 1);
    expect(page.hosts).toHaveLength(1);
    await page.clock.advance(1);
    await page.settle();
    expect(codes(page)).toEqual(["WORKER_UNAVAILABLE"]);
    expect(page.host.kind).toBe("page");
  });

  it("that breaks before the first load is replaced at the first load", async () => {
    const page = createTestPage({}, { workers: "never answer" });
    pages.push(page);
    page.host.crash("blocked");
    expect(page.hosts).toHaveLength(1);
    expect(codes(page)).toEqual(["WORKER_UNAVAILABLE"]);
    await page.loader.load(segments, "swarm");
    await page.settle();
    expect(page.host.kind).toBe("page");
    expect(page.host.calls).toEqual(["start", "load"]);
  });

  it("is no news where none is wanted", async () => {
    const page = await openPage({}, { workers: "none" });
    await page.settle();
    expect(codes(page)).toEqual([]);
    expect(page.host.kind).toBe("page");
  });
});

describe("a worker that dies", () => {
  it("is replaced: peers closed, the queue loaded again, what was delivered named", async () => {
    const page = await openPage();
    await page.settle();
    page.host.say({ type: "peer/connected", peerId: peer, remoteAddress: "" });
    page.host.deliver("a");
    await page.settle();
    await page.clock.advance(0);
    const [first] = page.hosts;
    first?.crash("thrown");
    await page.settle();
    expect(codes(page)).toEqual(["WORKER_LOST"]);
    expect(page.events).toContainEqual(["peer_close", peer]);
    expect(page.hub).toEqual(["join swarm", "suspend", "join swarm"]);
    expect(first?.hasEnded).toBe(true);
    expect(page.hosts.map(({ kind }) => kind)).toEqual(["worker", "worker"]);
    expect(page.host.loads[0]).toMatchObject({
      queue: [{ id: "a" }, { id: "b" }],
      delivered: [" a"],
    });
    page.host.deliver("b");
    await page.settle();
    expect(loadedIds(page)).toEqual(["a", "b"]);
  });

  it("is not heard any more", async () => {
    const page = await openPage();
    await page.settle();
    const [first] = page.hosts;
    first?.deliver("a");
    first?.crash("thrown");
    await page.settle();
    expect(loadedIds(page)).toEqual([]);
  });

  it("is noticed when it falls silent, within seven seconds", async () => {
    const page = await openPage();
    await page.settle();
    for (let beats = 0; beats < 5; beats += 1) await beat(page, defaultLimits.heartbeat);
    expect(codes(page)).toEqual([]);
    page.host.hang();
    await page.clock.advance(7000);
    expect(codes(page)).toEqual(["WORKER_LOST"]);
    expect(page.hosts).toHaveLength(2);
  });

  it("gets its open getSegment calls asked again of the next one", async () => {
    const page = await openPage();
    await page.settle();
    page.host.deliver("a");
    await page.settle();
    const { stored } = page.host;
    page.host.hang();
    const asked = page.loader.getSegment("a");
    page.host.crash("thrown");
    page.host.stored.set("a", stored.get("a") as never);
    expect((await asked)?.id).toBe("a");
  });

  it("too often leaves us on the page", async () => {
    const page = await openPage();
    for (let losses = 0; losses <= defaultLimits.workerRestarts; losses += 1) {
      await page.settle();
      expect(page.host.kind).toBe("worker");
      page.host.crash("thrown");
    }
    await page.settle();
    expect(page.host.kind).toBe("page");
  });

  it("too often, but long ago, is replaced by a worker", async () => {
    const page = await openPage({ limits: { workerRestarts: 1 } });
    await page.settle();
    page.host.crash("thrown");
    await page.settle();
    await page.clock.advance(0);
    const quiet = defaultLimits.workerRestartWindow / defaultLimits.heartbeat;
    for (let beats = 0; beats <= quiet; beats += 1) await beat(page, defaultLimits.heartbeat);
    page.host.crash("thrown");
    await page.settle();
    expect(page.host.kind).toBe("worker");
  });

  it("stays gone when a listener of the warning destroys the loader", async () => {
    const page = await openPage();
    await page.settle();
    page.loader.on(Events.Warning, () => void page.loader.destroy());
    page.host.crash("thrown");
    expect(page.hosts).toHaveLength(1);
  });
});

describe("calls to the host", () => {
  it("end in a warning and undefined when a living host does not answer getSegment", async () => {
    const page = await openPage({ limits: { rpc: 1000 } });
    await page.settle();
    page.host.hang();
    const asked = page.loader.getSegment("a");
    await page.clock.advance(1000);
    expect(await asked).toBeUndefined();
    expect(codes(page)).toEqual(["RPC_TIMEOUT"]);
  });

  it("do not keep destroy waiting longer than their deadline", async () => {
    const page = await openPage();
    await page.settle();
    page.host.hang();
    const destroyed = vi.fn();
    void page.loader.destroy().then(destroyed);
    await page.clock.advance(defaultLimits.rpc);
    expect(destroyed).toHaveBeenCalledOnce();
    expect(page.host.hasEnded).toBe(true);
    expect(page.clock.pending).toBe(0);
  });
});

describe("no host at all", () => {
  it("fails the queued segments, and is tried again at the next load", async () => {
    const page = await openPage({}, { workers: "none" });
    await page.settle();
    page.host.crash("the chunk is not there");
    expect(page.events.map(([name]) => name)).toEqual([
      "warning",
      "segment_error",
      "segment_error",
    ]);
    await page.loader.load(segments, "swarm");
    await page.settle();
    expect(page.hosts).toHaveLength(2);
    expect(page.host.calls).toEqual(["start", "load"]);
  });
});

describe("callbacks that come or go on the live settings", () => {
  it("get a new host, since a host is told at its start which there are", async () => {
    const page = await openPage();
    await page.settle();
    page.loader.getSettings().segmentUrlBuilder = ({ url }) => url;
    await page.loader.load(segments, "swarm");
    await page.settle();
    expect(page.hosts.map(({ started }) => started?.callbacks.buildUrl)).toEqual([false, true]);
    expect(page.hosts[0]?.hasEnded).toBe(true);
    expect(codes(page)).toEqual([]);
  });

  it("that were there before the first load need no second host", async () => {
    const page = createTestPage();
    pages.push(page);
    page.loader.getSettings().xhrSetup = () => undefined;
    await page.loader.load(segments, "swarm");
    await page.settle();
    expect(page.hosts.map(({ started }) => started?.callbacks.xhr)).toEqual([true]);
  });
});
