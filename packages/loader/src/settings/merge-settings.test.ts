import { describe, expect, it } from "vitest";
import { changedSettings, engineSettingsOf, limitsOf, mergeSettings } from "./merge-settings.ts";

describe("settings and defaults", () => {
  it("defaults to the numbers of 0.6.2", () => {
    expect(mergeSettings({})).toMatchObject({
      cachedSegmentExpiration: 300_000,
      cachedSegmentsCount: 30,
      useP2P: true,
      consumeOnly: false,
      requiredSegmentsPriority: 1,
      simultaneousHttpDownloads: 2,
      httpDownloadProbability: 0.1,
      httpDownloadProbabilityInterval: 1000,
      httpDownloadProbabilitySkipIfNoPeers: false,
      httpFailedSegmentTimeout: 10_000,
      httpDownloadMaxPriority: 20,
      httpDownloadInitialTimeout: 0,
      httpDownloadInitialTimeoutPerSegment: 4000,
      httpUseRanges: false,
      simultaneousP2PDownloads: 3,
      p2pDownloadMaxPriority: 20,
      p2pSegmentDownloadTimeout: 60_000,
      webRtcMaxMessageSize: 65_535,
      trackerAnnounce: ["wss://tracker.novage.com.ua", "wss://tracker.openwebtorrent.com"],
      peerRequestsPerAnnounce: 10,
      worker: true,
    });
  });

  it("bufferedSegmentsCount sets both priorities where they are not given", () => {
    expect(mergeSettings({ bufferedSegmentsCount: 7 })).toMatchObject({
      p2pDownloadMaxPriority: 7,
      httpDownloadMaxPriority: 7,
    });
    expect(mergeSettings({ bufferedSegmentsCount: 7, httpDownloadMaxPriority: 3 })).toMatchObject({
      p2pDownloadMaxPriority: 7,
      httpDownloadMaxPriority: 3,
    });
    expect(mergeSettings({ bufferedSegmentsCount: 7 })).not.toHaveProperty("bufferedSegmentsCount");
  });

  it("treats undefined and null as not given, and keeps unknown settings", () => {
    const settings = mergeSettings({ useP2P: undefined, xhrSetup: null, mine: 1 });
    expect(settings).toMatchObject({ useP2P: true, mine: 1 });
    expect(settings.xhrSetup).toBeUndefined();
  });

  it("is not fooled by __proto__", () => {
    const settings = mergeSettings(JSON.parse('{"__proto__": {"useP2P": false}}'));
    expect(settings.useP2P).toBe(true);
  });

  it.each([
    ["settings", 5],
    ["settings", null],
    ["useP2P", { useP2P: "yes" }],
    ["cachedSegmentsCount", { cachedSegmentsCount: "30" }],
    ["cachedSegmentsCount", { cachedSegmentsCount: -1 }],
    ["httpDownloadProbability", { httpDownloadProbability: NaN }],
    ["bufferedSegmentsCount", { bufferedSegmentsCount: {} }],
    ["trackerAnnounce", { trackerAnnounce: "wss://tracker" }],
    ["trackerAnnounce", { trackerAnnounce: [5] }],
    ["rtcConfig", { rtcConfig: [] }],
    ["segmentValidator", { segmentValidator: {} }],
    ["xhrSetup", { xhrSetup: "setup" }],
    ["segmentUrlBuilder", { segmentUrlBuilder: 1 }],
    ["segmentsStorage", { segmentsStorage: "disk" }],
    ["segmentsStorage.storeSegment", { segmentsStorage: {} }],
    ["worker", { worker: 1 }],
    ["workerUrl", { workerUrl: 1 }],
    ["transferChannels", { transferChannels: "no" }],
    ["limits", { limits: 5 }],
    ["limits.rpc", { limits: { rpc: "soon" } }],
  ])("throws a TypeError that names %s", (field, given) => {
    expect(() => mergeSettings(given)).toThrow(TypeError);
    expect(() => mergeSettings(given)).toThrow(`${field}: must be`);
  });

  it("tells the host what the live object says now, and what has changed", () => {
    const settings = mergeSettings({});
    const before = engineSettingsOf(settings);
    expect(Object.keys(before)).not.toContain("trackerAnnounce");
    settings.consumeOnly = true;
    delete (settings as Partial<typeof settings>).cachedSegmentsCount;
    expect(changedSettings(before, engineSettingsOf(settings))).toEqual({ consumeOnly: true });
  });

  it("lets limits be raised one by one", () => {
    const limits = limitsOf(mergeSettings({ limits: { strikes: 9 } }));
    expect(limits).toMatchObject({ strikes: 9, rpc: 10_000 });
  });
});
