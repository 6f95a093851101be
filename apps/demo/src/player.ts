/**
 * hls.js and the 0.6.2 engine as they ship, over the core that was chosen: three scripts in the order of any
 * site that uses them. A site swaps the core by its script's address, and so does this page.
 */
import type { DownloadMethod, Events, SegmentState } from "@swarmlane/contract";
import hlsScript from "hls.js/dist/hls.min.js?url";
import publishedCoreScript from "p2p-media-loader-core/build/p2p-media-loader-core.min.js?url";
import engineScript from "p2p-media-loader-hlsjs/build/p2p-media-loader-hlsjs.min.js?url";
import coreScript from "swarmlane/build/p2p-media-loader-core.min.js?url";
import feedScript from "swarmlane/build/swarmlane-inspector-feed.js?url";
import storeScript from "swarmlane/build/swarmlane-indexeddb-store.js?url";
import { indexedDBAssetsStorage, indexedDBStorage } from "swarmlane/storage";
import type { MappedSegment } from "./model/segment-map.ts";
import type { CoreName, Session } from "./session.ts";

/** Arguments of the events that the page shows. */
export interface EngineEvents {
  [Events.SegmentLoaded]: [segment: MappedSegment, peerId?: string];
  [Events.SegmentError]: [segment: MappedSegment, error: unknown, peerId?: string];
  [Events.SegmentAbort]: [segment: MappedSegment];
  [Events.SegmentStateChange]: [segment: MappedSegment, state: SegmentState, reason: string];
  [Events.PeerConnect]: [peer: { id: string; remoteAddress: string }];
  [Events.PeerClose]: [peerId: string];
  [Events.PieceBytesDownloaded]: [method: DownloadMethod, bytes: number, peerId?: string];
  [Events.PieceBytesUploaded]: [method: "p2p", bytes: number, peerId: string];
  [Events.Warning]: [error: unknown];
}

export interface Engine {
  on<Name extends keyof EngineEvents>(
    event: Name,
    listener: (...args: EngineEvents[Name]) => void,
  ): void;
  createLoaderClass(): unknown;
  getDetails(): { loader: { peerId: string } };
}

interface Fragment {
  readonly url: string;
  readonly sn: number | "initSegment";
}

interface Level {
  readonly height?: number;
  readonly bitrate: number;
  readonly details?: { readonly fragments: readonly Fragment[] };
}

/** What the page uses of hls.js 0.14, which ships no types. */
export interface Hls {
  /** Undefined before the manifest is there. */
  readonly levels: readonly Level[] | undefined;
  readonly currentLevel: number;
  loadSource(url: string): void;
  attachMedia(video: HTMLVideoElement): void;
  on(event: "hlsFragChanged", listener: (name: string, data: { frag: Fragment }) => void): void;
  on(event: "hlsError", listener: (name: string, data: HlsProblem) => void): void;
}

export interface HlsProblem {
  readonly fatal: boolean;
  readonly type: string;
  readonly details: string;
}

interface PlayerGlobals {
  readonly Hls: (new (config: Record<string, unknown>) => Hls) & { isSupported(): boolean };
  readonly p2pml: {
    readonly core: { readonly version: string; readonly HybridLoader: { isSupported(): boolean } };
    readonly hlsjs: {
      readonly Engine: new (settings: {
        loader: Record<string, unknown>;
        segments?: Record<string, unknown>;
      }) => Engine;
      initHlsJsPlayer(hls: Hls): void;
    };
  };
}

export interface Player {
  readonly hls: Hls;
  readonly engine: Engine;
  readonly coreVersion: string;
  /** Attaches the video. Listeners that were added before hear everything. */
  start(video: HTMLVideoElement): void;
}

const coreScripts: Record<CoreName, string> = {
  swarmlane: coreScript,
  "0.6.2": publishedCoreScript,
};

/** Rejects with an `Error` in words when a script is missing or this browser cannot play. */
export async function createPlayer(session: Session): Promise<Player> {
  for (const script of [coreScripts[session.core], hlsScript, engineScript]) {
    await loadScript(script);
  }
  const { Hls, p2pml } = window as unknown as PlayerGlobals;
  if (!Hls.isSupported()) throw new Error("this browser has no Media Source Extensions");
  const isOurs = session.core === "swarmlane";
  const isStored = session.isStored && isOurs;
  const engine = new p2pml.hlsjs.Engine({
    // Loopback needs no STUN server, and the page asks nobody outside.
    loader: {
      trackerAnnounce: [session.tracker],
      rtcConfig: { iceServers: [] },
      // A bundler gives scripts names of their own: the one that is beside ours in the package has to be named.
      ...(session.isInspected && isOurs ? { inspect: { feedUrl: feedScript } } : {}),
      // 0.6.2 knows no such description.
      ...(isStored ? { segmentsStorage: indexedDBStorage({ storeUrl: storeScript }) } : {}),
      ...session.settings,
    },
    ...(isStored ? { segments: { assetsStorage: indexedDBAssetsStorage() } } : {}),
  });
  const hls = new Hls({ liveSyncDurationCount: 7, loader: engine.createLoaderClass() });
  return {
    hls,
    engine,
    coreVersion: p2pml.core.version,
    start: (video) => {
      p2pml.hlsjs.initHlsJsPlayer(hls);
      hls.loadSource(session.stream);
      hls.attachMedia(video);
    },
  };
}

function loadScript(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(`${address} could not be loaded`)));
    document.head.append(script);
  });
}
