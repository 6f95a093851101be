import { expect, test, vi } from "vitest";
import { describeConfig, mapConfig } from "./map-config.ts";

test("options become the settings of the loader; windows are seconds", () => {
  const { settings, limits, ignored } = mapConfig({
    isP2PDisabled: true,
    isP2PUploadDisabled: true,
    highDemandTimeWindow: 15,
    httpDownloadTimeWindow: 300,
    p2pDownloadTimeWindow: 600,
    simultaneousHttpDownloads: 2,
    announceTrackers: ["wss://tracker.example"],
    segmentMemoryStorageLimit: 100,
    httpNotReceivingBytesTimeoutMs: 3000,
  });
  expect(settings).toEqual({
    useP2P: false,
    consumeOnly: true,
    requiredSegmentsPriority: 15,
    httpDownloadMaxPriority: 300,
    p2pDownloadMaxPriority: 600,
    simultaneousHttpDownloads: 2,
    trackerAnnounce: ["wss://tracker.example"],
  });
  const bytes = 100 * 1024 * 1024;
  expect(limits).toEqual({ cacheBytes: bytes, cacheBytesSmall: bytes, httpIdle: 3000 });
  expect(ignored).toEqual([]);
});

test("the main stream's options win over those of both; what only the second stream has is named", () => {
  const { settings, ignored } = mapConfig({
    simultaneousP2PDownloads: 3,
    mainStream: { simultaneousP2PDownloads: 5 },
    secondaryStream: { simultaneousP2PDownloads: 5, highDemandTimeWindow: 9 },
  });
  expect(settings).toEqual({ simultaneousP2PDownloads: 5 });
  expect(ignored).toEqual(["secondaryStream.highDemandTimeWindow"]);
});

test("options without effect are named, also when they are undefined they are not", () => {
  const { ignored } = mapConfig({
    httpErrorRetries: 3,
    customSegmentStorageFactory: () => ({}),
    ...({ p2pErrorRetries: undefined } as object),
  });
  expect(ignored).toEqual(["httpErrorRetries", "customSegmentStorageFactory"]);
});

test("a validator of 2.x rejects by false, for its own source only", async () => {
  const validateP2PSegment = vi.fn(() => Promise.resolve(false));
  const { segmentValidator } = mapConfig({ validateP2PSegment }).settings;
  const data = new ArrayBuffer(4);
  const segment = { url: "https://a.example/1.mp4", range: "bytes=10-19", data };
  await expect(segmentValidator?.(segment, "http")).resolves.toBeUndefined();
  await expect(segmentValidator?.(segment, "p2p")).rejects.toThrow("rejected");
  expect(validateP2PSegment).toHaveBeenCalledWith(segment.url, { start: 10, end: 19 }, data);
});

test("httpRequestSetup: address, headers and credentials, and never its range", async () => {
  const { segmentUrlBuilder, xhrSetup } = mapConfig({
    httpRequestSetup: (url) =>
      Promise.resolve(
        new Request(`${url}?token=1`, {
          headers: { authorization: "secret", range: "bytes=0-1" },
          credentials: "include",
        }),
      ),
  }).settings;
  const url = await segmentUrlBuilder?.({ url: "https://a.example/1.ts", range: undefined });
  expect(url).toBe("https://a.example/1.ts?token=1");
  const headers: [string, string][] = [];
  const xhr = {
    withCredentials: false,
    setRequestHeader: (name: string, value: string) => headers.push([name, value]),
  };
  xhrSetup?.(xhr as unknown as XMLHttpRequest, url ?? "");
  expect(headers).toEqual([["authorization", "secret"]]);
  expect(xhr.withCredentials).toBe(true);
});

test("httpRequestSetup that makes no request changes nothing", async () => {
  const { segmentUrlBuilder } = mapConfig({
    httpRequestSetup: () => Promise.resolve(null),
  }).settings;
  const segment = { url: "https://a.example/1.ts", range: undefined };
  expect(await segmentUrlBuilder?.(segment)).toBe(segment.url);
});

test("getConfig says what is in force, for both streams", () => {
  const settings = {
    ...{ useP2P: true, consumeOnly: false, requiredSegmentsPriority: 6 },
    ...{ httpDownloadMaxPriority: 60, p2pDownloadMaxPriority: 120, httpDownloadInitialTimeout: 0 },
    ...{ simultaneousHttpDownloads: 3, simultaneousP2PDownloads: 4, webRtcMaxMessageSize: 65535 },
    ...{ trackerAnnounce: ["wss://t"], rtcConfig: {} },
  };
  const config = describeConfig({ swarmId: "s", segmentMemoryStorageLimit: 9 }, settings);
  expect(config.segmentMemoryStorageLimit).toBe(9);
  expect(config.mainStream).toEqual(config.secondaryStream);
  expect(config.mainStream).toMatchObject({
    ...{ swarmId: "s", isP2PDisabled: false, highDemandTimeWindow: 6 },
    ...{ announceTrackers: ["wss://t"], simultaneousHttpDownloads: 3 },
  });
});
