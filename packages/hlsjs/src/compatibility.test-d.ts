/** Code written for p2p-media-loader-hlsjs 2.3.1 compiles against our types. Only the type checker runs this. */
import Hls from "hls.js";
import type { CoreEventMap as TheirEvents } from "p2p-media-loader-core-2";
import type * as theirs from "p2p-media-loader-hlsjs-2";
import {
  HlsJsP2PEngine,
  type DynamicHlsJsP2PEngineConfig,
  type HlsJsP2PEngineConfig,
  type HlsWithP2PConfig,
  type HlsWithP2PInstance,
  type PartialHlsJsP2PEngineConfig,
} from "./index.ts";

// As the documentation of 2.x has it: the mixin.
const HlsWithP2P = HlsJsP2PEngine.injectMixin(Hls);
const hls = new HlsWithP2P({
  startLevel: 0,
  p2p: {
    core: {
      swarmId: "custom swarm id",
      announceTrackers: ["wss://tracker.example"],
      mainStream: { highDemandTimeWindow: 20 },
      secondaryStream: { simultaneousP2PDownloads: 2 },
      httpRequestSetup: (url, byteRange, signal) =>
        Promise.resolve(
          new Request(url, { signal, headers: { Range: `bytes=${byteRange?.start ?? 0}-` } }),
        ),
    },
    onHlsJsCreated(created) {
      created.p2pEngine.addEventListener("onPeerConnect", ({ peerId }) => peerId.length);
      created.on(Hls.Events.MANIFEST_PARSED, () => created.startLoad());
    },
  },
});
hls.loadSource("https://cdn.example/master.m3u8");
export const isSupported: boolean = HlsWithP2P.isSupported();

// The engine beside a player.
const config: PartialHlsJsP2PEngineConfig = {
  core: {
    highDemandTimeWindow: 30,
    simultaneousHttpDownloads: 3,
    webRtcMaxMessageSize: 64 * 1024,
    p2pNotReceivingBytesTimeoutMs: 10_000,
    httpErrorRetries: 2,
    rtcConfig: { iceServers: [{ urls: "stun:personal.stun.com" }] },
    validateP2PSegment: (url, _byteRange, data) => Promise.resolve(data.byteLength > url.length),
  },
};
const engine = new HlsJsP2PEngine(config);
const player = new Hls({ ...engine.getConfigForHlsJs() });
engine.bindHls(player);
engine.bindHls(() => player);
engine.addEventListener("onSegmentLoaded", ({ segmentUrl, bytesLength, downloadSource }) =>
  console.log(segmentUrl, bytesLength, downloadSource === "p2p"),
);
const dynamic: DynamicHlsJsP2PEngineConfig = {
  core: { segmentMemoryStorageLimit: 100, isP2PDisabled: true },
};
engine.applyDynamicConfig(dynamic);
const inForce: HlsJsP2PEngineConfig = engine.getConfig();
export const tracker: string | undefined = inForce.core.mainStream.announceTrackers[0];
engine.destroy();

// Listeners that were written with the types of 2.x.
const theirListener: TheirEvents["onSegmentError"] = ({ error, segment }) =>
  console.log(error.type, segment.runtimeId, segment.byteRange?.end);
engine.addEventListener(
  "onSegmentLoaded",
  (details: Parameters<TheirEvents["onSegmentLoaded"]>[0]) => console.log(details.peerId),
);
engine.addEventListener("onChunkDownloaded", ((bytes, source, peerId) =>
  console.log(bytes, source, peerId)) satisfies TheirEvents["onChunkDownloaded"]);
export { theirListener };

// Every public member of theirs is one of ours, and every option.
type Members = Exclude<keyof theirs.HlsJsP2PEngine, never>;
export const members: Record<Members, unknown> = engine;
declare const theirPartial: theirs.PartialHlsJsP2PEngineConfig;
export const fromPartial: PartialHlsJsP2PEngineConfig = theirPartial;
declare const theirChange: theirs.DynamicHlsJsP2PEngineConfig;
export const fromChange: DynamicHlsJsP2PEngineConfig = theirChange;
export const ourConfigForThem: theirs.HlsJsP2PEngineConfig["core"]["mainStream"]["swarmId"] =
  inForce.core.mainStream.swarmId;
export type Types = [HlsWithP2PConfig<typeof Hls>, HlsWithP2PInstance<Hls>];
