/**
 * hls.js 0.14 and the 0.6.2 engine as they ship, over the core that was chosen: three scripts in the order of any
 * site that uses them. A site swaps the core by its script's address, and so does this page.
 */
import hlsScript from "hls.js/dist/hls.min.js?url";
import publishedCoreScript from "p2p-media-loader-core/build/p2p-media-loader-core.min.js?url";
import engineScript from "p2p-media-loader-hlsjs/build/p2p-media-loader-hlsjs.min.js?url";
import coreScript from "swarmlane/build/p2p-media-loader-core.min.js?url";
import feedScript from "swarmlane/build/swarmlane-inspector-feed.js?url";
import storeScript from "swarmlane/build/swarmlane-indexeddb-store.js?url";
import { indexedDBAssetsStorage } from "swarmlane/storage";
import type { CoreName, Session } from "../session.ts";
import { type HlsWithLevels, watchLevels } from "./hlsjs-levels.ts";
import { loadScript } from "./load-script.ts";
import { loaderOptions } from "./loader-options.ts";
import type { LoaderSource, Player } from "./player.ts";

interface Engine extends LoaderSource {
  createLoaderClass(): unknown;
  getDetails(): { loader: { peerId: string } };
}

interface HlsProblem {
  readonly fatal: boolean;
  readonly details: string;
}

/** What the page uses of hls.js 0.14, which ships no types. */
interface Hls extends HlsWithLevels {
  loadSource(url: string): void;
  attachMedia(video: HTMLVideoElement): void;
  on(event: "hlsFragChanged", listener: Parameters<HlsWithLevels["on"]>[1]): void;
  on(event: "hlsError", listener: (name: string, data: HlsProblem) => void): void;
}

interface PlayerGlobals {
  readonly Hls: (new (config: Record<string, unknown>) => Hls) & {
    readonly version: string;
    isSupported(): boolean;
  };
  readonly p2pml: {
    readonly hlsjs: {
      readonly Engine: new (settings: {
        loader: Record<string, unknown>;
        segments?: Record<string, unknown>;
      }) => Engine;
      initHlsJsPlayer(hls: Hls): void;
    };
  };
}

const coreScripts: Record<CoreName, string> = {
  swarmlane: coreScript,
  "0.6.2": publishedCoreScript,
};

/** Rejects with an `Error` in words when a script is missing or this browser cannot play. */
export async function createOldHlsJsPlayer(
  session: Session,
  video: HTMLVideoElement,
): Promise<Player> {
  for (const script of [coreScripts[session.core], hlsScript, engineScript]) {
    await loadScript(script);
  }
  const { Hls, p2pml } = window as unknown as PlayerGlobals;
  if (!Hls.isSupported()) throw new Error("this browser does not support Media Source Extensions");
  const isOurs = session.core === "swarmlane";
  // 0.6.2 knows neither inspection nor a description of storage.
  const asked = isOurs ? session : { ...session, isInspected: false, isStored: false };
  const engine = new p2pml.hlsjs.Engine({
    loader: loaderOptions(asked, { feedScript, storeScript }),
    ...(asked.isStored ? { segments: { assetsStorage: indexedDBAssetsStorage() } } : {}),
  });
  const hls = new Hls({ liveSyncDurationCount: 7, loader: engine.createLoaderClass() });
  return {
    name: `hls.js ${Hls.version} with the engine of 0.6.2`,
    peerId: engine.getDetails().loader.peerId,
    loader: engine,
    start() {
      p2pml.hlsjs.initHlsJsPlayer(hls);
      hls.loadSource(session.stream);
      hls.attachMedia(video);
    },
    onProblem(listener) {
      hls.on("hlsError", (_name, { fatal, details }) =>
        listener({ message: `hls.js: ${details}`, isFatal: fatal }),
      );
    },
    ...watchLevels(hls),
  };
}
