/**
 * hls.js 0.14 and the unmodified 0.6.2 engine with the chosen core: three scripts in the same order as on a real site. A site
 * replaces the core by changing the address of its script, and so does this page.
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

/** Rejects with an `Error` with a readable message if a script is missing or this browser cannot play. */
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
  // 0.6.2 supports neither inspection nor a storage description.
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
