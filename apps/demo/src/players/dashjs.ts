/** dash.js 5 on `@swarmlane/dashjs`. */
import { DashJsP2PEngine } from "@swarmlane/dashjs";
import feedScript from "@swarmlane/dashjs/dist/swarmlane-inspector-feed.js?url";
import storeScript from "@swarmlane/dashjs/dist/swarmlane-indexeddb-store.js?url";
import { MediaPlayer, supportsMediaSource, type MediaPlayerClass } from "dashjs";
import type { Session } from "../session.ts";
import { createLoadedSegments, type LoadedSegments } from "./loaded-segments.ts";
import { loaderOptions } from "./loader-options.ts";
import type { Player } from "./player.ts";
import { formatQuality } from "./quality.ts";

/** What the page uses of a request that is complete; the types of dash.js lack some of it. */
interface CompleteRequest {
  readonly url: string | null;
  /** `0-99` */
  readonly range?: string | null;
  readonly type: string | null;
  readonly mediaType: string;
  /** NaN for an index. */
  readonly index: number;
  /** Seconds. */
  readonly startTime: number;
  readonly duration: number;
  readonly representation: { readonly height?: number } | null;
}

/** Rejects with an `Error` with a readable message if this browser cannot play. */
export function createDashJsPlayer(session: Session, video: HTMLVideoElement): Player {
  if (!supportsMediaSource())
    throw new Error("this browser does not support Media Source Extensions");
  const player = MediaPlayer().create();
  const options = loaderOptions(session, { feedScript, storeScript });
  const engine = new DashJsP2PEngine({ loader: options });
  engine.bindPlayer(player);
  const { loader } = engine;
  if (loader === undefined) throw new Error("the engine could not start");
  const segments = createLoadedSegments(() => video.currentTime);
  listen(player, segments);
  return {
    name: `dash.js ${player.getVersion()}`,
    peerId: loader.getDetails().peerId,
    loader,
    start() {
      player.initialize(video, session.stream, true);
    },
    onProblem(listener) {
      player.on("error", ({ error }) => {
        const message = typeof error === "string" ? error : error.message;
        // dash.js does not report whether playback continues.
        listener({ message: `dash.js: ${message}`, isFatal: undefined });
      });
    },
    quality() {
      const playing = player.isReady() ? player.getCurrentRepresentationForType("video") : null;
      if (playing === null) return "";
      return formatQuality({ height: playing.height, bitrate: playing.bandwidth });
    },
    qualityOf: (row) => segments.qualityOf(row),
    isPlaying: (cell) => segments.isPlaying(cell),
  };
}

function listen(player: MediaPlayerClass, segments: LoadedSegments): void {
  player.on("fragmentLoadingCompleted", ({ request }) => {
    const { url, range, type, mediaType, index, startTime, duration, representation } =
      request as unknown as CompleteRequest;
    if (type !== "MediaSegment" || url === null || Number.isNaN(index)) return;
    if (mediaType !== "video" && mediaType !== "audio") return;
    segments.add({
      url,
      range: range ? `bytes=${range}` : undefined,
      kind: mediaType,
      start: startTime,
      end: startTime + duration,
      height: representation?.height || undefined,
    });
  });
}
