/** A viewer with hls.js 1, with any loader: `offerHls1Viewer` creates `window.viewer`. Browser. */
import type { FragmentEvent, HlsErrorData } from "./hls-events.ts";
import type { ViewerOptions } from "./viewer-page.ts";
import { offerViewer, type Viewing } from "./viewing.ts";

export interface Hls1 {
  loadLevel: number;
  loadSource(url: string): void;
  attachMedia(video: HTMLVideoElement): void;
  recoverMediaError(): void;
  on(event: "hlsManifestParsed", listener: () => void): void;
  on(event: "hlsError", listener: (event: string, data: HlsErrorData) => void): void;
  on(event: "hlsFragChanged", listener: (event: string, data: FragmentEvent) => void): void;
  on(event: "hlsFragLoaded", listener: (event: string, data: LoadedFragment) => void): void;
}

interface LoadedFragment extends FragmentEvent {
  readonly frag: FragmentEvent["frag"] & { readonly stats: { readonly loaded: number } };
}

/** Events and options that p2p-media-loader-hlsjs 2.x and ours have in common. */
export interface Hls1WithP2P extends Hls1 {
  readonly p2pEngine: {
    addEventListener(event: "onSegmentLoaded", listener: (details: LoadedDetails) => void): void;
    addEventListener(
      event: "onChunkDownloaded",
      listener: (bytes: number, source: "http" | "p2p") => void,
    ): void;
    addEventListener(event: "onPeerConnect", listener: () => void): void;
  };
}

interface LoadedDetails {
  readonly segmentUrl: string;
  readonly downloadSource: "http" | "p2p";
}

export type Hls1Class<Player extends Hls1 = Hls1> = new (config: object) => Player;

export interface Hls1Engine {
  injectMixin(hls: Hls1Class): Hls1Class<Hls1WithP2P>;
}

declare const Hls: Hls1Class;

/** Without an engine: the player alone. */
export function offerHls1Viewer(engine?: Hls1Engine): void {
  const HlsWithP2P = engine?.injectMixin(Hls);
  offerViewer((options, viewing) => {
    const hls =
      HlsWithP2P === undefined ? createAlone(viewing) : createShared(HlsWithP2P, options, viewing);
    play(hls, options, viewing);
  });
}

/**
 * How far behind the live edge a viewer plays is left to the engines: both place it where sharing needs it.
 *
 * No worker, as in the module build of hls.js that bundlers take. With its worker, hls.js transfers each segment's buffer, and
 * 2.3.1 keeps that same buffer for its peers: they would get segments of zero bytes.
 */
const config = { startLevel: 0, enableWorker: false };

function createAlone(viewing: Viewing): Hls1 {
  const hls = new Hls(config);
  hls.on("hlsFragLoaded", (_event, { frag }) => {
    viewing.delivered(frag.url, "http");
    viewing.downloaded("http", frag.stats.loaded);
  });
  return hls;
}

/** All settings but trackers and ICE servers are the defaults. */
function createShared(
  HlsWithP2P: Hls1Class<Hls1WithP2P>,
  { tracker, swarm }: ViewerOptions,
  viewing: Viewing,
): Hls1 {
  const core = { swarmId: swarm, announceTrackers: [tracker], rtcConfig: { iceServers: [] } };
  const hls = new HlsWithP2P({ ...config, p2p: { core } });
  const { p2pEngine } = hls;
  p2pEngine.addEventListener("onSegmentLoaded", ({ segmentUrl, downloadSource }) => {
    viewing.delivered(segmentUrl, downloadSource);
  });
  p2pEngine.addEventListener("onChunkDownloaded", (bytes, source) => {
    viewing.downloaded(source, bytes);
  });
  p2pEngine.addEventListener("onPeerConnect", () => viewing.note("", "peer"));
  return hls;
}

function play(hls: Hls1, { stream }: ViewerOptions, viewing: Viewing): void {
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
