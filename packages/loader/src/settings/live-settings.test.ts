import { afterEach, describe, expect, it, test, vi } from "vitest";
import { defaultLimits, defaultPeerSettings, Events, type PeerId } from "@swarmlane/contract";
import { createTestPage, type TestPage } from "../testing/test-page.fake.ts";
import { createLiveSettings } from "./live-settings.ts";
import type { HybridLoaderOptions } from "./settings.ts";

const microtasks = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

describe("the live settings object", () => {
  test("announces the changes of one task once, in a microtask, however they were made", async () => {
    const onChange = vi.fn();
    const { live } = createLiveSettings({}, onChange);
    live.consumeOnly = true;
    live.cachedSegmentsCount = 5;
    Object.assign(live, { useP2P: false });
    expect(onChange).not.toHaveBeenCalled();
    await microtasks();
    expect(onChange).toHaveBeenCalledOnce();
    delete live.xhrSetup;
    await microtasks();
    Object.defineProperty(live, "useP2P", { value: true });
    await microtasks();
    expect(onChange).toHaveBeenCalledTimes(3);
  });

  test("is not changed by a field that is set on an object derived from it", async () => {
    const onChange = vi.fn();
    const { live } = createLiveSettings({}, onChange);
    const derived = Object.create(live) as typeof live;
    derived.useP2P = false;
    await microtasks();
    expect(live.useP2P).toBe(true);
    expect(onChange).not.toHaveBeenCalled();
  });

  test("reads, spreads, lists, prints and clones like a plain object", () => {
    const segmentValidator = () => Promise.resolve();
    const { live } = createLiveSettings({ segmentValidator, mine: 1 }, () => undefined);
    live.trackerAnnounce = ["wss://tracker.example"];
    const copy = { ...live };
    expect(copy).toMatchObject({ mine: 1, segmentValidator, useP2P: true });
    expect(Object.keys(live)).toEqual(Object.keys(copy));
    expect("useP2P" in live).toBe(true);
    expect(JSON.stringify(live)).toBe(JSON.stringify(copy));
    const plain = { ...live, segmentValidator: undefined };
    expect(structuredClone(plain)).toEqual(plain);
    expect(structuredClone(live.trackerAnnounce)).toEqual(["wss://tracker.example"]);
  });

  test("is taken over as a whole or not at all", () => {
    const { live, inForce, adopt } = createLiveSettings({}, () => undefined);
    live.consumeOnly = true;
    live.useP2P = "yes" as never;
    expect(adopt).toThrow("useP2P: must be a boolean");
    expect(inForce).toMatchObject({ consumeOnly: false, useP2P: true });
    live.useP2P = false;
    adopt();
    expect(inForce).toMatchObject({ consumeOnly: true, useP2P: false });
  });

  test("gets the default back where a field is deleted", () => {
    const setup = () => undefined;
    const { live, inForce, adopt } = createLiveSettings(
      { cachedSegmentsCount: 3, xhrSetup: setup },
      () => undefined,
    );
    expect(inForce.xhrSetup).toBe(setup);
    delete (live as Partial<typeof live>).cachedSegmentsCount;
    delete live.xhrSetup;
    adopt();
    expect(inForce).toMatchObject({ cachedSegmentsCount: 30 });
    expect(inForce).not.toHaveProperty("xhrSetup");
  });

  test("changes inside of an array are taken over with the next change, and other loaders are not affected", () => {
    const { live, inForce, adopt } = createLiveSettings({}, () => undefined);
    live.trackerAnnounce.push("wss://tracker.example");
    expect(inForce.trackerAnnounce).toHaveLength(2);
    adopt();
    expect(inForce.trackerAnnounce).toHaveLength(3);
    expect(defaultPeerSettings.trackerAnnounce).toHaveLength(2);
  });

  test("keeps the storage with which the loader was made", () => {
    const { live, inForce, adopt } = createLiveSettings({}, () => undefined);
    live.segmentsStorage = {
      storeSegment: () => Promise.resolve(),
      getSegmentsMap: () => Promise.resolve(new Map()),
      getSegment: () => Promise.resolve(undefined),
      clean: () => Promise.resolve(false),
      destroy: () => Promise.resolve(),
    };
    adopt();
    expect(inForce.segmentsStorage).toBeUndefined();
  });
});

describe("a setting that changes while a stream is loaded", () => {
  const pages: TestPage[] = [];
  const queue = [{ id: "a", url: "https://cdn.example/a" }];
  const peer = "a".repeat(40) as PeerId;

  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close();
  });

  /** A page whose loader is in a swarm. */
  async function openPage(settings?: HybridLoaderOptions): Promise<TestPage> {
    const page = createTestPage(settings);
    pages.push(page);
    await page.loader.load(queue, "swarm");
    await page.clock.advance(defaultLimits.firstJoin);
    await page.settle();
    return page;
  }

  const callsOf = (page: TestPage) => page.host.calls.filter((call) => call !== "ping");

  it("is the host's at once, and all changes of one task are one call", async () => {
    const page = await openPage();
    const settings = page.loader.getSettings();
    expect(page.loader.getSettings()).toBe(settings);
    settings.requiredSegmentsPriority = 5;
    settings.simultaneousHttpDownloads = 4;
    await page.settle();
    expect(callsOf(page)).toEqual([
      "start",
      "load",
      'configure {"requiredSegmentsPriority":5,"simultaneousHttpDownloads":4}',
    ]);
  });

  it("is reported once, before a load that follows in the same task", async () => {
    const page = await openPage();
    page.loader.getSettings().requiredSegmentsPriority = 5;
    void page.loader.load(queue, "swarm");
    await page.settle();
    expect(callsOf(page).slice(2)).toEqual(['configure {"requiredSegmentsPriority":5}', "load"]);
  });

  it("is not reported if it is the same as before", async () => {
    const page = await openPage();
    page.loader.getSettings().requiredSegmentsPriority = 1;
    await page.settle();
    expect(callsOf(page)).toEqual(["start", "load"]);
  });

  it("closes the peers at once when P2P is switched off, and joins again when it is switched on", async () => {
    const page = await openPage();
    page.host.say({ type: "peer/connected", peerId: peer, remoteAddress: "" });
    await page.settle();
    page.loader.getSettings().useP2P = false;
    await page.settle();
    expect(page.hub).toEqual(["join swarm", "suspend"]);
    expect(page.events.at(-1)).toEqual([Events.PeerClose, peer]);
    expect(callsOf(page).at(-1)).toBe('configure {"useP2P":false}');
    expect(page.loader.getDetails().peerId).toBe("");
    page.loader.getSettings().useP2P = true;
    await page.settle();
    expect(page.hub).toEqual(["join swarm", "suspend", "join swarm"]);
    expect(callsOf(page).at(-1)).toBe('configure {"useP2P":true}');
  });

  it("makes the hub ask other trackers at once", async () => {
    const page = await openPage();
    page.loader.getSettings().trackerAnnounce = ["wss://tracker.example"];
    await page.settle();
    expect(page.hub).toEqual(["join swarm", "refresh"]);
    expect(page.hubSettings().trackerAnnounce).toEqual(["wss://tracker.example"]);
    expect(callsOf(page)).toEqual(["start", "load"]);
  });

  it("inside the list of trackers is noticed at the next load", async () => {
    const page = await openPage();
    page.loader.getSettings().trackerAnnounce.push("wss://tracker.example");
    await page.settle();
    expect(page.hub).toEqual(["join swarm"]);
    await page.loader.load(queue, "swarm");
    expect(page.hub).toEqual(["join swarm", "join swarm", "refresh"]);
    await page.loader.load(queue, "swarm");
    expect(page.hub.filter((call) => call === "refresh")).toHaveLength(1);
  });

  it("does not move the first join, which reads the settings when it is due", async () => {
    const page = createTestPage();
    pages.push(page);
    await page.loader.load(queue, "swarm");
    page.loader.getSettings().trackerAnnounce = ["wss://tracker.example"];
    await page.settle();
    expect(page.hub).toEqual([]);
    page.loader.getSettings().useP2P = false;
    await page.clock.advance(defaultLimits.firstJoin);
    expect(page.hub).toEqual([]);
  });

  it("replaces the host when a callback is added or removed, and P2P continues", async () => {
    const page = await openPage();
    page.loader.getSettings().segmentUrlBuilder = ({ url }) => url;
    await page.settle();
    expect(page.hosts.map(({ started }) => started?.callbacks.buildUrl)).toEqual([false, true]);
    expect(callsOf(page)).toEqual(["start", "load"]);
    expect(page.hub).toEqual(["join swarm", "suspend", "join swarm"]);
  });

  it("is a warning when its value is wrong: the valid ones from before stay in force", async () => {
    const page = await openPage();
    const settings = page.loader.getSettings();
    settings.useP2P = "no" as never;
    settings.consumeOnly = true;
    await page.settle();
    expect(page.events).toEqual([
      [Events.Warning, expect.objectContaining({ code: "INTERNAL" }) as unknown],
    ]);
    const [, warning] = page.events[0] ?? [];
    expect((warning as Error).message).toContain("useP2P: must be a boolean");
    expect(page.hub).toEqual(["join swarm"]);
    expect(callsOf(page)).toEqual(["start", "load"]);
    await expect(page.loader.load(queue, "swarm")).rejects.toThrow("useP2P: must be a boolean");
    settings.useP2P = true;
    await page.settle();
    expect(callsOf(page).at(-1)).toBe('configure {"consumeOnly":true}');
  });

  it("waits for the next load when no stream is loaded", async () => {
    const page = createTestPage();
    pages.push(page);
    page.loader.getSettings().useP2P = "no" as never;
    await page.settle();
    expect(page.events).toEqual([]);
    await expect(page.loader.load(queue, "swarm")).rejects.toThrow("useP2P: must be a boolean");
    page.loader.getSettings().useP2P = false;
    await page.loader.load(queue, "swarm");
    await page.settle();
    expect(callsOf(page)).toEqual(["start", 'configure {"useP2P":false}', "load"]);
    await page.loader.destroy();
    page.loader.getSettings().useP2P = true;
    await microtasks();
    expect(page.hosts).toHaveLength(1);
    expect(page.hub).toEqual([]);
  });
});
