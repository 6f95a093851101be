/** `SegmentBase`, or only a `BaseURL`: a single file, whose segments are in an index that the player loads. */
import type { ByteRange } from "../../byte-range.ts";
import { ManifestError } from "../../errors.ts";
import { inherited } from "../mpd/values.ts";
import { attribute, child } from "../mpd/xml.ts";
import { createListIndex } from "../segments/segment-index.ts";
import { parseSidx } from "../segments/sidx.ts";
import { clockworkOf, initElements, noSegments, rangeOf, resolveAll } from "./addressing.ts";
import type { Addressed, SingleFile, Track, TrackSource } from "./track.ts";

export function fileTrack(source: TrackSource): Addressed {
  const { addressing, baseUrls } = source.representation;
  const clockwork = clockworkOf(source);
  const separate = addressing
    .map((element) => child(element, "RepresentationIndex"))
    .find((element) => element !== undefined);
  const sourceUrl = attribute(separate, "sourceURL");
  const range = attribute(separate, "range") ?? inherited(addressing, "indexRange");
  const before = source.previous?.file;
  const file: SingleFile = {
    urls: baseUrls,
    indexUrls: addressing.length === 0 ? [] : resolveAll(sourceUrl, baseUrls),
    indexRange: range === undefined ? undefined : rangeOf(range),
    clockwork,
    isExternal: sourceUrl !== undefined,
    segments: undefined,
    // An index that was loaded stays, with its own timescale.
    ...(before?.segments !== undefined &&
      before.urls[0] === baseUrls[0] && {
        clockwork: { ...before.clockwork, periodStart: clockwork.periodStart },
        segments: before.segments,
      }),
  };
  return { ...indexedFile(file), inits: initElements(addressing, baseUrls) };
}

/** The same track with the segments that the index of its file lists. */
export function withIndex(track: Track, bytes: Uint8Array, range: ByteRange | undefined): Track {
  const { file } = track;
  if (file === undefined) throw new ManifestError("MANIFEST_INVALID", "There is no index to load.");
  const { clockwork } = file;
  const start = range?.start ?? file.indexRange?.start ?? 0;
  const sidx = parseSidx(bytes, start, file.isExternal ? 0 : undefined);
  // The offset is in units of the manifest, and the index has its own.
  const offset = (clockwork.offset * BigInt(sidx.timescale)) / BigInt(clockwork.timescale);
  return {
    ...track,
    ...indexedFile({
      ...file,
      clockwork: { ...clockwork, timescale: sidx.timescale, offset },
      segments: sidx.entries.map((entry) => ({
        time: entry.time,
        duration: entry.duration,
        urls: file.urls,
        range: { start: entry.start, end: entry.end },
      })),
    }),
  };
}

function indexedFile(file: SingleFile): Omit<Addressed, "inits"> {
  const { segments, clockwork } = file;
  if (segments === undefined) return { file, ...noSegments(clockwork) };
  return {
    file,
    index: createListIndex(clockwork, [], segments),
    longestSegment: segments.reduce(
      (most, segment) => Math.max(most, Number(segment.duration) / clockwork.timescale),
      0,
    ),
    kept: { clockwork },
  };
}
