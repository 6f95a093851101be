/** video.js 8 on `@swarmlane/videojs`, with its own controls. */
import { VideoJsP2PEngine } from "@swarmlane/videojs";
import feedScript from "@swarmlane/videojs/dist/swarmlane-inspector-feed.js?url";
import storeScript from "@swarmlane/videojs/dist/swarmlane-indexeddb-store.js?url";
import videojs from "video.js";
import "video.js/dist/video-js.css";
import type { SegmentCell, SegmentRow } from "../model/segment-map.ts";
import type { Session } from "../session.ts";
import { formatOf } from "./choices.ts";
import { loaderOptions } from "./loader-options.ts";
import type { Player } from "./player.ts";
import { formatQuality } from "./quality.ts";

VideoJsP2PEngine.registerPlugins(videojs);
/** The types lack it. */
const { VERSION } = videojs as unknown as { readonly VERSION: string };

type VideoJsPlayer = ReturnType<typeof videojs>;

/** What VHS, the streaming engine of video.js, says of the segment that plays, in the track `segment-metadata`. */
interface PlayingSegment {
  readonly uri: string;
  /** bit/s */
  readonly bandwidth?: number;
  readonly resolution?: { readonly height: number };
}

interface VhsPlaylist {
  readonly attributes?: { readonly RESOLUTION?: { readonly height: number } };
  readonly segments?: readonly { readonly resolvedUri: string }[];
}

interface Vhs {
  readonly playlists?: { readonly main?: { readonly playlists: readonly VhsPlaylist[] } };
}

const mimeTypes = { hls: "application/x-mpegURL", dash: "application/dash+xml" } as const;

/** Rejects with an `Error` with a readable message if this browser cannot play. */
export function createVideoJsPlayer(session: Session, video: HTMLVideoElement): Player {
  // Its style sheet goes by this class.
  video.classList.add("video-js");
  const player = videojs(video, { fluid: true, aspectRatio: "16:9" });
  const options = loaderOptions(session, { feedScript, storeScript });
  const engine = new VideoJsP2PEngine({ loader: options });
  engine.bindPlayer(player);
  const { loader } = engine;
  if (loader === undefined) throw new Error("the engine could not start");
  return {
    name: `video.js ${VERSION}`,
    peerId: loader.getDetails().peerId,
    loader,
    start() {
      player.src({ src: session.stream, type: mimeTypes[formatOf(session.stream)] });
    },
    onProblem(listener) {
      player.on("error", () => {
        listener({ message: `video.js: ${player.error()?.message ?? "error"}`, isFatal: true });
      });
    },
    quality() {
      const { bandwidth: bitrate, resolution } = playingSegment(player) ?? {};
      return formatQuality({ height: resolution?.height, bitrate });
    },
    qualityOf: (row) => qualityOf(player, row),
    isPlaying: (cell) => isPlaying(player, cell),
  };
}

function qualityOf(player: VideoJsPlayer, { cells }: SegmentRow): string | undefined {
  const { vhs } = player.tech(true) as unknown as { readonly vhs?: Vhs };
  const url = cells[0]?.segment.url;
  const playlist = vhs?.playlists?.main?.playlists.find(({ segments }) =>
    segments?.some(({ resolvedUri }) => resolvedUri === url),
  );
  const height = playlist?.attributes?.RESOLUTION?.height;
  return height === undefined ? undefined : `${height}p`;
}

/** Undefined for byte ranges and for separate audio, because video.js does not report which of them plays. */
function isPlaying(player: VideoJsPlayer, { segment }: SegmentCell): boolean | undefined {
  if (segment.range !== undefined) return undefined;
  return playingSegment(player)?.uri === segment.url ? true : undefined;
}

function playingSegment(player: VideoJsPlayer): PlayingSegment | undefined {
  const tracks = Array.from(player.textTracks() as unknown as Iterable<TextTrack>);
  const cue = tracks.find(({ label }) => label === "segment-metadata")?.activeCues?.[0];
  return (cue as { readonly value?: PlayingSegment } | undefined)?.value;
}
