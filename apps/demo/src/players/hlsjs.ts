/** Current hls.js on `@swarmlane/hlsjs`. */
import { HlsJsP2PEngine } from "@swarmlane/hlsjs";
import feedScript from "@swarmlane/hlsjs/dist/swarmlane-inspector-feed.js?url";
import storeScript from "@swarmlane/hlsjs/dist/swarmlane-indexeddb-store.js?url";
import Hls from "hls.js-1";
import type { Session } from "../session.ts";
import { type HlsWithLevels, watchLevels } from "./hlsjs-levels.ts";
import { loaderOptions } from "./loader-options.ts";
import type { Player } from "./player.ts";

const HlsWithP2P = HlsJsP2PEngine.injectMixin(Hls);

/** Rejects with an `Error` with a readable message if this browser cannot play. */
export function createHlsJsPlayer(session: Session, video: HTMLVideoElement): Player {
  if (!Hls.isSupported()) throw new Error("this browser does not support Media Source Extensions");
  const hls = new HlsWithP2P({
    p2p: { loader: loaderOptions(session, { feedScript, storeScript }) },
  });
  const { loader } = hls.p2pEngine;
  if (loader === undefined) throw new Error("the engine could not start");
  return {
    name: `hls.js ${Hls.version}`,
    peerId: loader.getDetails().peerId,
    loader,
    start() {
      hls.loadSource(session.stream);
      hls.attachMedia(video);
    },
    onProblem(listener) {
      hls.on(Hls.Events.ERROR, (_name, { fatal, details }) =>
        listener({ message: `hls.js: ${details}`, isFatal: fatal }),
      );
    },
    ...watchLevels(hls as unknown as HlsWithLevels),
  };
}
