import { afterEach, describe, expect, it, vi } from "vitest";
import { defaultLimits, Events, type BanRecord, type PeerId } from "@swarmlane/contract";
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

describe("a worker that cannot be started", () => {
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

  it.each(["none", "constructor throws", "never answer"] as const)(
    "leaves the whole engine on the page, peers included (%s)",
    async (workers) => {
      const page = await openPage({}, { workers });
      await page.clock.advance(defaultLimits.workerHandshake);
      await page.settle();
      expect(page.host.kind).toBe("page");
      expect(page.host.started?.settings.useP2P).toBe(true);
      expect(page.host.loads).toMatchObject([{ expectsPeers: true }]);
      expect(page.hub.at(-1)).toBe("join swarm");
      await page.clock.advance(defaultLimits.workerRetry);
      await page.settle();
      expect(page.host.kind).toBe("page");
    },
  );

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

  it("leaves nothing behind for a segment that the player drops and wants again later", async () => {
    const page = await openPage();
    await page.settle();
    page.host.deliver("a");
    await page.settle();
    page.host.crash("thrown");
    await page.loader.load(segments.slice(1), "swarm");
    await page.loader.load(segments, "swarm");
    await page.settle();
    expect(page.host.loads.map(({ delivered }) => delivered)).toEqual([[" a"], [], []]);
  });

  it("leaves nothing behind for a load that follows a destroy", async () => {
    const page = await openPage();
    await page.settle();
    page.host.deliver("a");
    await page.settle();
    page.host.crash("thrown");
    await page.loader.destroy();
    await page.loader.load(segments, "swarm");
    await page.settle();
    expect(page.host.loads.map(({ delivered }) => delivered)).toEqual([[]]);
  });

  it("is ignored afterwards", async () => {
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

describe("a worker that is lost too often", () => {
  /** Until the worker has been lost once more than it is replaced. */
  async function loseWorkers(page: TestPage): Promise<void> {
    for (let losses = 0; losses <= defaultLimits.workerRestarts; losses += 1) {
      await page.settle();
      expect(page.host.kind).toBe("worker");
      page.host.crash("thrown");
    }
    await page.settle();
    expect(page.host.kind).toBe("page");
  }

  /** A page in a swarm, whose worker was lost too often. */
  async function openDegradedPage(settings?: HybridLoaderOptions): Promise<TestPage> {
    const page = await openPage(settings);
    await page.clock.advance(defaultLimits.firstJoin);
    await loseWorkers(page);
    return page;
  }

  const waitForRetry = async (page: TestPage): Promise<void> => {
    await page.clock.advance(defaultLimits.workerRetry);
    await page.settle();
  };

  it("is replaced by HTTP alone on the page: without peers, and told so", async () => {
    const page = await openDegradedPage();
    expect(page.host.started?.settings.useP2P).toBe(false);
    expect(page.host.loads).toMatchObject([
      { queue: [{ id: "a" }, { id: "b" }], expectsPeers: false },
    ]);
    expect(page.hub.at(-1)).toBe("suspend");
    expect(page.hubSettings().useP2P).toBe(false);
    expect(codes(page)).toEqual(Array(4).fill("WORKER_LOST"));
    const [, warning] = page.events.at(-1) ?? [];
    expect((warning as Error).message).toMatch(/HTTP only/);
    page.host.deliver("a");
    await page.settle();
    expect(loadedIds(page)).toEqual(["a"]);
  });

  it("stays without peers whatever the player loads and whatever settings change", async () => {
    const page = await openDegradedPage();
    const joins = page.hub.filter((call) => call.startsWith("join")).length;
    await page.loader.load(segments, "another swarm");
    page.loader.getSettings().trackerAnnounce = ["wss://tracker.example"];
    page.loader.getSettings().consumeOnly = true;
    await page.settle();
    page.loader.getSettings().useP2P = false;
    await page.settle();
    page.loader.getSettings().useP2P = true;
    await page.settle();
    page.lifecycle?.onWake("the page was frozen");
    await page.settle();
    expect(page.hub.filter((call) => call.startsWith("join"))).toHaveLength(joins);
    expect(page.host.loads.at(-1)).toMatchObject({
      streamSwarmId: "another swarm",
      expectsPeers: false,
    });
    expect(page.host.calls.filter((call) => call.startsWith("configure"))).toEqual([
      'configure {"consumeOnly":true}',
    ]);
  });

  it("is tried again after a while: it gets the queue, and the peers come back", async () => {
    const page = await openDegradedPage();
    page.host.deliver("a");
    await page.settle();
    const degraded = page.host;
    await page.clock.advance(defaultLimits.workerRetry - 1);
    expect(page.host).toBe(degraded);
    await page.clock.advance(1);
    await page.settle();
    expect(page.host.kind).toBe("worker");
    expect(degraded.calls.at(-1)).toBe("destroy");
    expect(degraded.hasEnded).toBe(true);
    expect(page.host.started?.settings.useP2P).toBe(true);
    expect(page.host.loads).toMatchObject([
      { queue: [{ id: "a" }, { id: "b" }], expectsPeers: true, delivered: [" a"] },
    ]);
    expect(page.hub.at(-1)).toBe("join swarm");
    expect(page.hubSettings().useP2P).toBe(true);
    expect(codes(page)).toHaveLength(4);
    page.host.deliver("b");
    await page.settle();
    expect(loadedIds(page)).toEqual(["a", "b"]);
  });

  it("degrades again when the one that is tried dies soon, and is tried again after another while", async () => {
    const page = await openDegradedPage();
    await waitForRetry(page);
    page.host.crash("thrown");
    await page.settle();
    expect(page.host.kind).toBe("page");
    expect(page.host.started?.settings.useP2P).toBe(false);
    expect(page.hub.at(-1)).toBe("suspend");
    await waitForRetry(page);
    expect(page.host.kind).toBe("worker");
  });

  it("is replaced by a worker as before when the one that was tried has lived for a whole window", async () => {
    const page = await openDegradedPage();
    await waitForRetry(page);
    const quiet = defaultLimits.workerRestartWindow / defaultLimits.heartbeat;
    for (let beats = 0; beats <= quiet; beats += 1) await beat(page, defaultLimits.heartbeat);
    await loseWorkers(page);
  });

  it("stays on the page until the retry when callbacks come or go", async () => {
    const page = await openDegradedPage();
    page.loader.getSettings().segmentUrlBuilder = ({ url }) => url;
    await page.settle();
    expect(page.host.started).toMatchObject({
      callbacks: { buildUrl: true },
      settings: { useP2P: false },
    });
    expect(page.host.kind).toBe("page");
    await waitForRetry(page);
    expect(page.host.kind).toBe("worker");
    expect(page.host.started?.callbacks.buildUrl).toBe(true);
  });

  it("stays on the page until the retry when the loader is destroyed and loads again", async () => {
    const page = await openDegradedPage();
    await page.loader.destroy();
    expect(page.clock.pending).toBe(0);
    await page.clock.advance(defaultLimits.workerRetry - 1000);
    await page.loader.load(segments, "swarm");
    await page.settle();
    expect(page.host.kind).toBe("page");
    expect(page.host.started?.settings.useP2P).toBe(false);
    await page.clock.advance(1000);
    await page.settle();
    expect(page.host.kind).toBe("worker");
    await page.loader.destroy();
    expect(page.clock.pending).toBe(0);
  });

  it("is a worker again for a load that comes after the retry was due", async () => {
    const page = await openDegradedPage();
    await page.loader.destroy();
    await page.clock.advance(defaultLimits.workerRetry);
    await page.loader.load(segments, "swarm");
    await page.settle();
    expect(page.host.kind).toBe("worker");
  });

  it("is tried again when not even the page could run a host", async () => {
    const page = await openDegradedPage();
    page.host.crash("the chunk is not there");
    await waitForRetry(page);
    expect(page.host.kind).toBe("worker");
    expect(page.host.calls.slice(0, 2)).toEqual(["start", "load"]);
  });

  it("costs no getSegment call when it degrades", async () => {
    const page = await openPage({ limits: { workerRestarts: 0 } });
    await page.settle();
    page.host.deliver("a");
    await page.settle();
    const { stored } = page.host;
    page.host.hang();
    const asked = page.loader.getSegment("a");
    page.host.crash("thrown");
    expect(page.host.kind).toBe("page");
    page.host.stored.set("a", stored.get("a") as never);
    expect((await asked)?.id).toBe("a");
  });

  it("costs no getSegment call when a worker is tried, although the former host drops what it held", async () => {
    const page = await openDegradedPage();
    page.host.deliver("a");
    await page.settle();
    await page.clock.advance(defaultLimits.workerRetry - 1);
    const { stored } = page.host;
    const segment = stored.get("a") as never;
    stored.clear();
    const asked = page.loader.getSegment("a");
    await page.clock.advance(1);
    expect(page.host.kind).toBe("worker");
    page.host.stored.set("a", segment);
    expect((await asked)?.id).toBe("a");
  });

  it("has no such end where it may restart as often as it likes", async () => {
    const page = await openPage({ limits: { workerRestarts: Infinity } });
    for (let losses = 0; losses < 10; losses += 1) {
      await page.settle();
      page.host.crash("thrown");
    }
    await page.settle();
    expect(page.host.kind).toBe("worker");
  });

  it("is not tried again where the site wants none of it", async () => {
    const page = await openPage({ limits: { workerRestarts: 0, workerRetry: Infinity } });
    await page.settle();
    page.host.crash("thrown");
    await page.settle();
    await page.clock.advance(31 * 24 * 3_600_000);
    await page.settle();
    expect(page.hosts.map(({ kind }) => kind)).toEqual(["worker", "page"]);
  });
});

describe("a replacement that does not start", () => {
  it.each([
    ["does not answer", (page: TestPage) => page.clock.advance(defaultLimits.workerHandshake)],
    [
      "breaks before it answers",
      (page: TestPage) => {
        page.host.crash("404");
        return Promise.resolve();
      },
    ],
  ])("because it %s is a loss, and P2P does not move to the page", async (_how, failToStart) => {
    const page = await openPage();
    await page.settle();
    page.workers = "never answer";
    page.host.crash("thrown");
    expect(page.hosts).toHaveLength(2);
    await failToStart(page);
    await page.settle();
    expect(codes(page)).toEqual(["WORKER_LOST", "WORKER_LOST"]);
    expect(page.host.kind).toBe("page");
    expect(page.host.started?.settings.useP2P).toBe(false);
    expect(page.host.loads).toMatchObject([{ expectsPeers: false }]);
    expect(page.hub.at(-1)).not.toMatch(/join/);
    page.workers = "fine";
    await page.clock.advance(defaultLimits.workerRetry);
    await page.settle();
    expect(page.host.kind).toBe("worker");
    expect(page.hub.at(-1)).toBe("join swarm");
  });

  it("because its constructor throws is a loss, and P2P does not move to the page", async () => {
    const page = await openPage();
    await page.settle();
    page.workers = "constructor throws";
    page.host.crash("thrown");
    await page.settle();
    expect(codes(page)).toEqual(["WORKER_LOST", "WORKER_LOST"]);
    expect(page.host.kind).toBe("page");
    expect(page.host.started?.settings.useP2P).toBe(false);
  });

  it("is a loss also in the session after a destroy", async () => {
    const page = await openPage();
    await page.settle();
    await page.loader.destroy();
    page.workers = "never answer";
    await page.loader.load(segments, "swarm");
    page.host.crash("404");
    await page.settle();
    expect(codes(page)).toEqual(["WORKER_LOST"]);
    expect(page.host.started?.settings.useP2P).toBe(false);
  });

  it("is not waited for once more when it was the one that is tried after a while", async () => {
    const page = await openPage({ limits: { workerRestarts: 0 } });
    await page.settle();
    page.host.crash("thrown");
    page.workers = "never answer";
    await page.clock.advance(defaultLimits.workerRetry);
    expect(page.host.kind).toBe("worker");
    await page.clock.advance(defaultLimits.workerHandshake);
    await page.settle();
    expect(page.host.kind).toBe("page");
    expect(page.host.started?.settings.useP2P).toBe(false);
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

describe("bans", () => {
  const polluter: BanRecord = { of: "certificate", value: "ab12", rest: Infinity, times: 1 };
  const office: BanRecord = { of: "address", value: "203.0.113.9", rest: 60_000, times: 2 };

  it("outlive the host that imposed them, and count down meanwhile", async () => {
    const page = await openPage();
    await page.settle();
    expect(page.host.started?.bans).toEqual([]);
    page.host.say(
      { type: "peer/banned", record: polluter },
      { type: "peer/banned", record: office },
    );
    await page.settle();
    await page.clock.advance(1000);
    page.host.crash("thrown");
    await page.settle();
    expect(page.host.started?.bans).toEqual([{ ...office, rest: 59_000 }, polluter]);
  });

  it("hold until the page goes: destroy and a new load do not lift them", async () => {
    const page = await openPage();
    await page.settle();
    page.host.say({ type: "peer/banned", record: polluter });
    await page.settle();
    await page.loader.destroy();
    await page.loader.load(segments, "swarm");
    await page.settle();
    expect(page.hosts).toHaveLength(2);
    expect(page.host.started?.bans).toEqual([polluter]);
  });

  it("are not an event of the loader", async () => {
    const page = await openPage();
    await page.settle();
    page.host.say({ type: "peer/banned", record: polluter });
    await page.settle();
    expect(page.events).toEqual([]);
  });
});
