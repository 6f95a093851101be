/** A viewer: hls.js 1 under p2p-media-loader-hlsjs 2.3.1, over its own core. Browser. Comes a little later: it loads modules. */
import type { CoreEventMap } from "p2p-media-loader-core-2";
import type { ViewerOptions } from "./viewer-page.ts";
import { offerViewer, type Viewing } from "./viewing.ts";
import type { FragmentEvent, HlsErrorData } from "./hls-events.ts";

interface HlsPlayer {
  readonly p2pEngine: {
    addEventListener<Name extends keyof CoreEventMap>(
      event: Name,
      listener: CoreEventMap[Name],
    ): void;
  };
  loadLevel: number;
  loadSource(url: string): void;
  attachMedia(video: HTMLVideoElement): void;
  recoverMediaError(): void;
  on(event: "hlsManifestParsed", listener: () => void): void;
  on(event: "hlsError", listener: (event: string, data: HlsErrorData) => void): void;
  on(event: "hlsFragChanged", listener: (event: string, data: FragmentEvent) => void): void;
}

type HlsClass = new (config: object) => HlsPlayer;

interface EngineModule {
  readonly HlsJsP2PEngine: { injectMixin(hls: HlsClass): HlsClass };
}

declare const Hls: HlsClass;

const engine = "/npm/p2pml-hlsjs-2/p2p-media-loader-hlsjs.es.min.js";
const core = "/core/2.3.1/p2p-media-loader-core.es.min.js";

// Before the first module: the engine imports its core by the name of the package.
const map = document.createElement("script");
map.type = "importmap";
map.textContent = JSON.stringify({ imports: { "p2p-media-loader-core": core } });
document.head.append(map);

void import(/* @vite-ignore */ engine).then(({ HlsJsP2PEngine }: EngineModule) => {
  const HlsWithP2P = HlsJsP2PEngine.injectMixin(Hls);
  offerViewer((options, viewing) => play(options, viewing, HlsWithP2P));
});

/** As with the others: trackers and ICE servers apart, everything as it is by default. */
function play(
  { stream, tracker, swarm }: ViewerOptions,
  viewing: Viewing,
  HlsWithP2P: HlsClass,
): void {
  const hls = new HlsWithP2P({
    liveSyncDurationCount: 3,
    startLevel: 0,
    p2p: {
      core: { swarmId: swarm, announceTrackers: [tracker], rtcConfig: { iceServers: [] } },
    },
  });
  const { p2pEngine } = hls;
  p2pEngine.addEventListener("onSegmentLoaded", ({ segmentUrl, bytesLength, downloadSource }) => {
    viewing.delivered(segmentUrl, bytesLength, downloadSource);
  });
  p2pEngine.addEventListener("onChunkDownloaded", (bytes, source) => {
    viewing.downloaded(source, bytes);
  });
  p2pEngine.addEventListener("onPeerConnect", () => viewing.note("", "peer"));
  hls.on("hlsError", (_event, { fatal, type, details }) => {
    if (!fatal) return;
    viewing.note("", "error", details);
    // What every player page does about a segment that cannot be decoded.
    if (type === "mediaError") hls.recoverMediaError();
    else viewing.fail(`hls.js: ${type} ${details}`);
  });
  hls.on("hlsManifestParsed", () => {
    hls.loadLevel = 0;
  });
  hls.on("hlsFragChanged", (_event, { frag }) => viewing.reached(frag.url));
  hls.loadSource(stream);
  hls.attachMedia(viewing.video);
}
