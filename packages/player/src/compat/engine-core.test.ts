import { hls } from "@swarmlane/manifest";
import { afterEach, expect, test, vi } from "vitest";
import { createFakeLoader } from "../stream/stream-loader.fake.ts";
import type { StreamLoader } from "../stream/stream-loader.ts";
import { createEngineCore, type EngineConfig } from "./engine-core.ts";
import type { MappedSettings } from "./mapped-settings.ts";

type Options = Record<string, unknown>;

afterEach(() => {
  vi.restoreAllMocks();
});

function setup(config: EngineConfig<Options> = {}, create?: () => StreamLoader) {
  const warn = vi.spyOn(console, "warn").mockReturnValue(undefined);
  const loader = createFakeLoader();
  let made: Options = {};
  const core = createEngineCore<Options>({
    config,
    name: "test",
    formats: [hls],
    playhead: () => ({ position: 0, rate: 1 }),
    createLoader: (settings) => {
      made = settings;
      Object.assign(loader.settings, settings);
      return create?.() ?? loader;
    },
  });
  const warnings = () => warn.mock.calls.map(([text]) => String(text));
  return { core, loader, made: () => made, warnings };
}

const base = "https://cdn.example/";
const playlist = ["#EXTM3U", "#EXT-X-TARGETDURATION:4", "#EXTINF:4,", "0.ts", "#EXTINF:4,", "1.ts"]
  .concat("#EXT-X-ENDLIST")
  .join("\n");

test("the site's loader settings win over the options of 2.x, and these over our defaults", () => {
  const { made } = setup({
    core: { simultaneousHttpDownloads: 5, p2pDownloadTimeWindow: 30, segmentMemoryStorageLimit: 1 },
    loader: { simultaneousHttpDownloads: 7, limits: { connectedPeers: 5 } },
  });
  expect(made()).toMatchObject({
    ...{ simultaneousHttpDownloads: 7, p2pDownloadMaxPriority: 30, httpDownloadMaxPriority: 60 },
    limits: { cacheBytes: 1024 * 1024, connectedPeers: 5 },
  });
});

test("the eleven events carry what 2.x tells", async () => {
  const { core, loader } = setup({ loader: { startWithLoad: false } });
  const told: [string, ...unknown[]][] = [];
  const names = ["onSegmentStart", "onSegmentLoaded", "onSegmentError", "onSegmentAbort"] as const;
  for (const name of [
    ...names,
    ...(["onPeerConnect", "onPeerClose", "onPeerError", "onChunkDownloaded"] as const),
    ...(["onChunkUploaded", "onTrackerError", "onTrackerWarning"] as const),
  ]) {
    core.addEventListener(name, (...args: unknown[]) => told.push([name, ...args]));
  }
  const { stream } = core;
  stream?.addManifest({ url: `${base}v.m3u8`, body: playlist });
  const match = stream?.find({ url: `${base}0.ts` }, true);
  if (stream === undefined || match === undefined || !stream.canRequest(match)) throw new Error();
  const answer = stream.request(match, { startTime: 0 });
  const segment = loader.queued(`${base}0.ts`);
  loader.emit("segment_state_change", segment, "http", "");
  loader.emit("piece_bytes_downloaded", "http", 10, undefined, segment);
  loader.bring(`${base}0.ts`, 10);
  await answer;
  const next = loader.queued(`${base}1.ts`);
  loader.emit("segment_state_change", next, "p2p", "");
  loader.fail(`${base}1.ts`, { code: "P2P_VALIDATION_FAILED" }, "bb");
  loader.emit("segment_state_change", next, "p2p", "");
  loader.emit("peer_connect", { id: "bb", remoteAddress: "" });
  loader.emit("piece_bytes_uploaded", "p2p", 5, "bb");
  loader.emit("peer_close", "bb");
  const failure = (code: string) => Object.assign(new Error(code), { code });
  loader.emit("warning", failure("TRACKER_ERROR"));
  loader.emit("warning", failure("TRACKER_BAD_MESSAGE"));
  stream.reset();

  const details = { externalId: 0, url: `${base}0.ts`, startTime: 0, endTime: 4 };
  const common = { peerId: undefined, streamType: "main" };
  expect(told).toMatchObject([
    ["onSegmentStart", { segment: details, downloadSource: "http" }],
    ["onChunkDownloaded", 10, "http", undefined],
    [
      "onSegmentLoaded",
      { segmentUrl: `${base}0.ts`, bytesLength: 10, downloadSource: "http", ...common },
    ],
    ["onSegmentStart", { segment: { externalId: 1 }, downloadSource: "p2p" }],
    ["onPeerError", { peerId: "bb" }],
    ["onSegmentError", { error: { type: "p2p-segment-validation-failed" }, peerId: "bb" }],
    ["onSegmentStart", { downloadSource: "p2p" }],
    ["onPeerConnect", { peerId: "bb", streamType: "main" }],
    ["onChunkUploaded", 5, "bb"],
    ["onPeerClose", { peerId: "bb" }],
    ["onTrackerError", { error: { code: "TRACKER_ERROR" } }],
    ["onTrackerWarning", { warning: { code: "TRACKER_BAD_MESSAGE" } }],
    ["onSegmentAbort", { segment: { externalId: 1 }, downloadSource: "p2p" }],
  ]);
});

test("a listener can be removed, and one that throws does not affect others", () => {
  const { core, loader } = setup();
  const heard: string[] = [];
  const removed = () => heard.push("removed");
  vi.spyOn(globalThis, "queueMicrotask").mockReturnValue(undefined);
  core.addEventListener("onPeerConnect", removed);
  core.addEventListener("onPeerConnect", () => {
    throw new Error("a listener");
  });
  core.addEventListener("onPeerConnect", ({ peerId }) => heard.push(peerId));
  core.removeEventListener("onPeerConnect", removed);
  loader.emit("peer_connect", { id: "bb", remoteAddress: "" });
  expect(heard).toEqual(["bb"]);
});

test("options that change at run time reach the loader; what has no effect is named once", () => {
  const { core, loader, warnings } = setup({ core: { httpErrorRetries: 1 } });
  core.applyDynamicConfig({ isP2PDisabled: true, mainStream: { simultaneousP2PDownloads: 9 } });
  expect(loader.settings).toMatchObject({ useP2P: false, simultaneousP2PDownloads: 9 });
  expect(core.getConfig().mainStream).toMatchObject({
    ...{ isP2PDisabled: true, simultaneousP2PDownloads: 9 },
  });
  core.applyDynamicConfig({ httpErrorRetries: 2 });
  expect(warnings()).toEqual(["[test] These options have no effect: httpErrorRetries."]);
});

test("a validator that changes at run time leaves that of the other source in force", async () => {
  const asked: string[] = [];
  const validatorNamed = (name: string) => () => {
    asked.push(name);
    return Promise.resolve(true);
  };
  const { core, loader } = setup({
    core: {
      validateHTTPSegment: validatorNamed("http"),
      validateP2PSegment: validatorNamed("old"),
    },
  });
  core.applyDynamicConfig({ validateP2PSegment: validatorNamed("p2p") });
  const { segmentValidator } = loader.settings as unknown as MappedSettings;
  await segmentValidator({ url: `${base}0.ts`, range: undefined }, "http");
  await segmentValidator({ url: `${base}0.ts`, range: undefined }, "p2p");
  expect(asked).toEqual(["http", "p2p"]);
});

test("says whether the site prepares the loader's requests, also if it began to at run time", () => {
  const { core } = setup();
  expect(core.hasRequestSetup()).toBe(false);
  core.applyDynamicConfig({ httpRequestSetup: () => Promise.resolve(null) });
  expect(core.hasRequestSetup()).toBe(true);
  const main = { httpRequestSetup: () => Promise.resolve(null) };
  expect(setup({ core: { mainStream: main } }).core.hasRequestSetup()).toBe(true);
  expect(setup({ loader: { xhrSetup: () => undefined } }).core.hasRequestSetup()).toBe(true);
});

test("a default gives way to what the site chose, by either name", () => {
  const { core, loader } = setup({
    core: { httpRequestSetup: () => Promise.resolve(null) },
    loader: { consumeOnly: true },
  });
  core.setDefault("xhrSetup", "ours");
  core.setDefault("consumeOnly", false);
  core.setDefault("useP2P", false);
  expect(loader.settings).toMatchObject({ consumeOnly: true, useP2P: false });
  expect(loader.settings).not.toMatchObject({ xhrSetup: "ours" });
});

test("the loader that was made is handed out, for its own events", () => {
  const { core, loader } = setup();
  expect(core.loader).toBe(loader);
});

test("a loader that cannot be created causes one warning, and the player continues alone", () => {
  const { core, warnings } = setup({}, () => {
    throw new TypeError("simultaneousHttpDownloads: must be a number");
  });
  expect(core).toMatchObject({ loader: undefined, stream: undefined });
  expect(warnings()).toHaveLength(1);
  core.applyDynamicConfig({ isP2PDisabled: true });
  expect(core.getConfig().mainStream.simultaneousHttpDownloads).toBe(3);
});

test("what is changed after a failed start does not reach the next engine", () => {
  const refuse = () => {
    throw new TypeError("simultaneousHttpDownloads: must be a number");
  };
  setup({}, refuse).core.applyDynamicConfig({ isP2PDisabled: true });
  expect(setup().made()).not.toHaveProperty("useP2P");
});
