/** `SegmentList`: an address or a byte range for each segment. */
import { bigintOf } from "../mpd/values.ts";
import { attribute, child, children } from "../mpd/xml.ts";
import { createListIndex, type Clockwork, type FileSegment } from "../segments/segment-index.ts";
import {
  clockworkOf,
  initElements,
  isSameClock,
  rangeOf,
  resolveAll,
  retained,
} from "./addressing.ts";
import { spend } from "./budget.ts";
import type { Addressed, TrackSource } from "./track.ts";
import { timelineNumberingOf, timelineOf } from "./track-timeline.ts";

export function listTrack(source: TrackSource): Addressed {
  const { addressing, baseUrls } = source.representation;
  const { period } = source;
  const list = addressing.find((element) => child(element, "SegmentURL") !== undefined);
  const elements = children(list, "SegmentURL");
  spend(source.budget, elements.length * baseUrls.length);
  const clockwork = clockworkOf(source);
  const timeline = timelineOf(addressing);
  const numbering = timeline && timelineNumberingOf(source, timeline, clockwork, "list");
  const firstListed = numbering?.listed().first ?? 0;
  const whole = BigInt(Math.max((period.end ?? period.start) - period.start, 0));
  const duration =
    bigintOf(addressing, "duration") ?? (whole * BigInt(clockwork.timescale)) / 1000n;
  const files: FileSegment[] = [];
  elements.forEach((element, position) => {
    const values = numbering?.values(firstListed + position);
    if (numbering !== undefined && values === undefined) return;
    const mediaRange = attribute(element, "mediaRange");
    files.push({
      time: values?.time ?? clockwork.offset + duration * BigInt(position),
      duration: values?.duration ?? duration,
      urls: resolveAll(attribute(element, "media"), baseUrls),
      range: mediaRange === undefined ? undefined : rangeOf(mediaRange),
    });
  });
  const kept = keptFiles(source, clockwork, files);
  return {
    index: createListIndex(clockwork, kept, files),
    longestSegment: files.reduce(
      (most, file) => Math.max(most, Number(file.duration) / clockwork.timescale),
      0,
    ),
    inits: initElements(addressing, baseUrls),
    file: undefined,
    kept: { clockwork, files: [...kept, ...files], ...(numbering && { timeline: numbering }) },
  };
}

function keptFiles(
  source: TrackSource,
  clockwork: Clockwork,
  files: readonly FileSegment[],
): readonly FileSegment[] {
  const before = source.previous?.kept;
  const first = files[0]?.time;
  if (before === undefined || first === undefined || !isSameClock(before.clockwork, clockwork)) {
    return [];
  }
  const since = first - retained(clockwork);
  return before.files?.filter(({ time }) => time >= since && time < first) ?? [];
}
