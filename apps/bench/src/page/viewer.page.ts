/** A viewer: hls.js 0.14 under the unmodified p2p-media-loader-hlsjs 0.6.2, over ours or the core of 0.6.2. Browser. */
import type { ViewerOptions } from "./viewer-page.ts";
import { offerViewer, type Viewing } from "./viewing.ts";
import type { FragmentEvent, HlsErrorData } from "./hls-events.ts";

interface EmittedSegment {
  readonly url: string;
}

interface HlsEngine {
  createLoaderClass(): unknown;
  on(event: "segment_loaded", listener: (segment: EmittedSegment, peerId?: string) => void): void;
  on(event: "segment_state_change", listener: (...change: StateChange) => void): void;
  on(event: "peer_connect", listener: () => void): void;
  on(
    event: "piece_bytes_downloaded",
    listener: (method: "http" | "p2p", bytes: number) => void,
  ): void;
}

type StateChange = [segment: EmittedSegment, state: string, reason: string];

interface HlsPlayer {
  loadLevel: number;
  loadSource(url: string): void;
  attachMedia(video: HTMLVideoElement): void;
  recoverMediaError(): void;
  on(event: "hlsManifestParsed", listener: () => void): void;
  on(event: "hlsError", listener: (event: string, data: HlsErrorData) => void): void;
  on(event: "hlsFragChanged", listener: (event: string, data: FragmentEvent) => void): void;
}

declare const Hls: new (config: object) => HlsPlayer;
declare const p2pml: {
  hlsjs: {
    Engine: new (settings: object) => HlsEngine;
    initHlsJsPlayer(player: HlsPlayer): void;
  };
};

offerViewer((options, viewing) => play(options, viewing, createEngine(options, viewing)));

/** All settings but trackers and ICE servers are the defaults, as for a viewer of a real site. */
function createEngine({ tracker, swarm }: ViewerOptions, viewing: Viewing): HlsEngine {
  const engine = new p2pml.hlsjs.Engine({
    loader: { trackerAnnounce: [tracker], rtcConfig: { iceServers: [] } },
    segments: { swarmId: swarm },
  });
  engine.on("segment_loaded", ({ url }, peerId) => {
    viewing.delivered(url, peerId === undefined ? "http" : "p2p");
  });
  engine.on("segment_state_change", ({ url }, state, reason) => {
    viewing.note(url, `→ ${state}`, reason);
  });
  engine.on("peer_connect", () => viewing.note("", "peer"));
  engine.on("piece_bytes_downloaded", (source, bytes) => viewing.downloaded(source, bytes));
  return engine;
}

function play({ stream }: ViewerOptions, viewing: Viewing, engine: HlsEngine): void {
  const hls = new Hls({
    loader: engine.createLoaderClass(),
    liveSyncDurationCount: 3,
    startLevel: 0,
  });
  p2pml.hlsjs.initHlsJsPlayer(hls);
  hls.on("hlsError", (_event, { fatal, type, details }) => {
    if (!fatal) return;
    viewing.note("", "error", details);
    // Player pages usually do this if a segment cannot be decoded.
    if (type === "mediaError") hls.recoverMediaError();
    else viewing.fail(`hls.js: ${type} ${details}`);
  });
  // A level that is set by hand stays, so the measured speed does not decide what is played.
  hls.on("hlsManifestParsed", () => {
    hls.loadLevel = 0;
  });
  hls.on("hlsFragChanged", (_event, { frag }) => viewing.reached(frag.url));
  hls.loadSource(stream);
  hls.attachMedia(viewing.video);
}
