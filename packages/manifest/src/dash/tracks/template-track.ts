/** `SegmentTemplate`: with a timeline, or with a fixed duration. */
import { resolveUrl } from "../../address/url.ts";
import { bigintOf, countOf, inherited } from "../mpd/values.ts";
import { fixedNumbering, type Positions } from "../segments/numbering.ts";
import { createTemplateIndex, type Clockwork } from "../segments/segment-index.ts";
import { createTemplate, fill, fillConstants } from "../segments/template.ts";
import { clockworkOf, initElements, noSegments } from "./addressing.ts";
import type { Addressed, TrackSource } from "./track.ts";
import { timelineNumberingOf, timelineOf } from "./track-timeline.ts";

export function templateTrack(source: TrackSource): Addressed {
  const { representation } = source;
  const { addressing, id, bandwidth, baseUrls } = representation;
  const context = { representationId: id, bandwidth, baseUrls };
  const clockwork = clockworkOf(source);
  const initialization = inherited(addressing, "initialization");
  const inits =
    initialization === undefined
      ? initElements(addressing, baseUrls)
      : baseUrls.map((base) => {
          const filled = fill(fillConstants(initialization, context), { number: 0, time: 0n });
          return { url: resolveUrl(filled, base), range: undefined };
        });
  const media = inherited(addressing, "media");
  const timeline = timelineOf(addressing);
  const duration = bigintOf(addressing, "duration");
  const rest = { inits, file: undefined };
  if (media === undefined || (timeline === undefined && !duration)) {
    // One segment, or an index in a file of its own: there is nothing to share piece by piece.
    return { ...rest, ...noSegments(clockwork) };
  }
  const key = JSON.stringify([media, context]);
  const before = source.previous?.kept.template;
  const kept = {
    template:
      before?.key === key
        ? before
        : { key, value: createTemplate(fillConstants(media, context), context) },
  };
  const template = kept.template.value;
  if (timeline !== undefined) {
    const numbering = timelineNumberingOf(source, timeline, clockwork);
    return {
      ...rest,
      index: createTemplateIndex(template, clockwork, numbering),
      longestSegment: Number(numbering.longest) / clockwork.timescale,
      kept: { ...kept, clockwork, timeline: numbering },
    };
  }
  const fixed = { ...clockwork, offset: 0n };
  const numbering = fixedNumbering({
    duration: duration ?? 1n,
    startNumber: countOf(addressing, "startNumber") ?? 1,
    ...fixedPositions(source, fixed, duration ?? 1n),
  });
  return {
    ...rest,
    index: createTemplateIndex(template, fixed, numbering),
    longestSegment: Number(duration) / clockwork.timescale,
    kept: { ...kept, clockwork: fixed },
  };
}

/** How many segments of a fixed duration there are, and which of them exist by now. */
function fixedPositions(
  { mpd, period, representation, now }: TrackSource,
  { timescale }: Clockwork,
  duration: bigint,
): { count: number; listed: () => Positions } {
  const length = (Number(duration) / timescale) * 1000;
  const endNumber = countOf(representation.addressing, "endNumber");
  const startNumber = countOf(representation.addressing, "startNumber") ?? 1;
  // A rounded duration of the period makes no segment of a millisecond.
  const fits =
    period.end === undefined ? Infinity : Math.ceil((period.end - period.start - 1) / length);
  const count = Math.max(0, endNumber === undefined ? fits : endNumber - startNumber + 1);
  const early = representation.isChunked ? 0 : representation.availabilityOffset;

  function listed(): Positions {
    if (!mpd.isDynamic) return { first: 0, end: Number.isFinite(count) ? count : 0 };
    const elapsed = now() - mpd.availabilityStart - period.start;
    const complete = Math.max(0, Math.floor((elapsed + early) / length));
    // Everything is there early, in a period that does not end: what would be complete is certain.
    const known = Number.isFinite(complete) ? complete : Math.max(0, Math.floor(elapsed / length));
    const end = Math.min(count, Number.isFinite(count) ? complete : known);
    const depth = mpd.timeShiftBufferDepth ?? Infinity;
    const first = Math.max(0, Math.floor((elapsed - depth) / length));
    return { first: Math.min(first, end), end };
  }

  return { count, listed };
}
