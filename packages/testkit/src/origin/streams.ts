/** The committed streams, real encoded video; `fixtures/make-streams.sh` made them. Node. */
import { fileURLToPath } from "node:url";

/** Mount it as `/streams`. */
export const streamsFolder = fileURLToPath(new URL("../../fixtures/streams", import.meta.url));

/** Where the players start, under the mount. */
export const streams = {
  /** Two qualities, TS segments with audio. */
  hlsTs: "/streams/hls-ts/master.m3u8",
  /** One quality, fMP4, byte ranges of one file. */
  hlsByteRange: "/streams/hls-byterange/media.m3u8",
  /** One quality, TS segments with AES-128. */
  hlsAes: "/streams/hls-aes/media.m3u8",
  /** Video and audio in fMP4 segments. */
  dash: "/streams/dash/manifest.mpd",
  /** The same segments, listed in a `SegmentTimeline`. */
  dashTimeline: "/streams/dash/timeline.mpd",
  /** The same tracks, each in a single file with an index. */
  dashSingleFile: "/streams/dash-single/manifest.mpd",
  /** The same segments as HLS. */
  dashAsHls: "/streams/dash/master.m3u8",
} as const;
