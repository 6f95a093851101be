/** A track from a representation, however it says where its segments are. */
import { splitUrl } from "../../address/url.ts";
import { fileTrack } from "./file-track.ts";
import { listTrack } from "./list-track.ts";
import { templateTrack } from "./template-track.ts";
import type { Track, TrackSource } from "./track.ts";

export function createTrack(source: TrackSource): Track {
  const { representation, period, periodNumber, streamId } = source;
  const { baseUrls, addressing, declared, isChunked } = representation;
  const rest = {
    streamId,
    kind: declared.kind,
    period,
    periodNumber,
    origins: new Set(baseUrls.map((url) => splitUrl(url).origin)),
    isChunked,
  };
  const name = addressing[0]?.name;
  if (name === "SegmentTemplate") return { ...rest, ...templateTrack(source) };
  if (name === "SegmentList") return { ...rest, ...listTrack(source) };
  return { ...rest, ...fileTrack(source) };
}
