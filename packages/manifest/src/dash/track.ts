/** One representation in one period: what is loaded for it besides segments, and its index as soon as it is known. */
import type { ByteRange } from "../byte-range.ts";
import { parseByteRange } from "../byte-range.ts";
import { resolveUrl, splitUrl } from "../address/url.ts";
import { ManifestError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { RenditionKind } from "../rendition.ts";
import type { Mpd, Period, Representation } from "./mpd.ts";
import {
  createListIndex,
  createTemplateIndex,
  type Clockwork,
  type FileSegment,
  type SegmentIndex,
} from "./segment-index.ts";
import {
  fixedNumbering,
  timelineNumbering,
  type Positions,
  type TimelineNumbering,
} from "./numbering.ts";
import { parseSidx } from "./sidx.ts";
import { createTemplate, fill, fillConstants, type Template } from "./template.ts";
import { earlierRuns, readTimeline, type TimelineBounds } from "./timeline.ts";
import { bigintOf, countOf, inherited } from "./values.ts";
import { attribute, child, children, type XmlElement } from "./xml.ts";

export interface Track {
  readonly streamId: string;
  readonly kind: RenditionKind;
  readonly period: Period;
  /** The same in all manifests that have this period. */
  readonly periodNumber: number;
  /** Hosts of its base addresses. */
  readonly origins: ReadonlySet<string>;
  readonly isChunked: boolean;
  /** Undefined while the index of a single file has not been loaded, and for what has no segments. */
  readonly index: SegmentIndex | undefined;
  /** Seconds. */
  readonly longestSegment: number;
  readonly inits: readonly Resource[];
  /** A single file, of which segments are parts. */
  readonly file: SingleFile | undefined;
  /** What a newer manifest may have dropped, and is still found. */
  readonly kept: Kept;
}

export interface Resource {
  readonly url: string;
  readonly range: ByteRange | undefined;
}

export interface SingleFile {
  readonly urls: readonly string[];
  /** Where its index is loaded from; empty if it has none. Without a range the index is somewhere at the beginning. */
  readonly indexUrls: readonly string[];
  readonly indexRange: ByteRange | undefined;
  readonly clockwork: Clockwork;
  /** The index is a file of its own. */
  readonly isExternal: boolean;
  readonly segments: readonly FileSegment[] | undefined;
}

interface Kept {
  readonly clockwork: Clockwork;
  readonly timeline?: TimelineNumbering;
  readonly files?: readonly FileSegment[];
  readonly template?: { readonly key: string; readonly value: Template };
}

export interface TrackSource {
  readonly mpd: Mpd;
  readonly period: Period;
  readonly periodNumber: number;
  readonly representation: Representation;
  readonly streamId: string;
  /** The track of the manifest before this one. */
  readonly previous: Track | undefined;
  /** By the server's clock: when the manifest was loaded, and now. */
  readonly loadedAt: number;
  readonly now: () => number;
  readonly budget: Budget;
}

/** What all tracks of one manifest share. */
export interface Budget {
  /** Timelines that representations inherit are read once. */
  readonly timelines: Map<XmlElement, CachedTimeline[]>;
  /** Segments, and runs of segments, that may still be listed one by one. */
  left: number;
}

interface CachedTimeline {
  readonly key: string;
  readonly before: TimelineNumbering | undefined;
  readonly timeline: TimelineNumbering;
}

export function createBudget(): Budget {
  return { timelines: new Map(), left: limits.segmentsHeld };
}

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

type Addressed = Pick<Track, "index" | "longestSegment" | "inits" | "file" | "kept">;

function templateTrack(source: TrackSource): Addressed {
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
  const template =
    before?.key === key ? before.value : createTemplate(fillConstants(media, context), context);
  const kept = { template: { key, value: template } };
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

function listTrack(source: TrackSource): Addressed {
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

function fileTrack(source: TrackSource): Addressed {
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

function noSegments(clockwork: Clockwork): Pick<Track, "index" | "longestSegment" | "kept"> {
  return { index: undefined, longestSegment: 0, kept: { clockwork } };
}

function clockworkOf({ representation, period }: TrackSource): Clockwork {
  const timescale = countOf(representation.addressing, "timescale") ?? 1;
  if (timescale === 0 || timescale > 0xffffffff) {
    throw new ManifestError("MANIFEST_INVALID", `The timescale is ${timescale}.`);
  }
  const offset = bigintOf(representation.addressing, "presentationTimeOffset") ?? 0n;
  return { periodStart: period.start, timescale, offset };
}

function timelineOf(addressing: readonly XmlElement[]): XmlElement | undefined {
  return addressing
    .map((element) => child(element, "SegmentTimeline"))
    .find((timeline) => timeline !== undefined);
}

function timelineNumberingOf(
  source: TrackSource,
  timeline: XmlElement,
  clockwork: Clockwork,
  use: "template" | "list" = "template",
): TimelineNumbering {
  const { period, representation, mpd, budget } = source;
  const mediaTime = (milliseconds: number) =>
    clockwork.offset + (BigInt(Math.trunc(milliseconds)) * BigInt(clockwork.timescale)) / 1000n;
  const bounds: TimelineBounds = {
    from: clockwork.offset,
    to: period.end === undefined ? undefined : mediaTime(period.end - period.start),
    edge: mediaTime(mpd.isDynamic ? source.loadedAt - mpd.availabilityStart - period.start : 0),
    startNumber: countOf(representation.addressing, "startNumber") ?? 1,
    // A list has an address for each segment, also for those that the period cuts off.
    isClipped: use === "template",
  };
  const { from, to, edge, startNumber } = bounds;
  const key = [use, clockwork.timescale, from, to, edge, startNumber].join(" ");
  const kept = source.previous?.kept;
  const before = kept && isSameClock(kept.clockwork, clockwork) ? kept.timeline : undefined;
  const cached = budget.timelines.get(timeline) ?? [];
  budget.timelines.set(timeline, cached);
  const same = cached.find((one) => one.key === key && one.before === before);
  if (same !== undefined) return same.timeline;

  spend(budget, timeline.children.length);
  const runs = readTimeline(timeline, bounds);
  const [first] = runs;
  const earlier =
    before === undefined || first === undefined
      ? []
      : earlierRuns(before.runs, runs, first.time - retained(clockwork));
  spend(budget, earlier.length);
  const numbering = timelineNumbering(earlier, runs);
  cached.push({ key, before, timeline: numbering });
  return numbering;
}

function spend(budget: Budget, segments: number): void {
  budget.left -= segments;
  if (budget.left < 0) {
    throw new ManifestError("MANIFEST_TOO_LARGE", "The manifest lists too many segments.");
  }
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

function retained({ timescale }: Clockwork): bigint {
  return BigInt(limits.retention) * BigInt(timescale);
}

function isSameClock(one: Clockwork, other: Clockwork): boolean {
  return (
    one.periodStart === other.periodStart &&
    one.timescale === other.timescale &&
    one.offset === other.offset
  );
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
    const end = Math.min(count, Math.max(0, Math.floor((elapsed + early) / length)));
    if (!Number.isFinite(end)) return { first: 0, end: 0 };
    const depth = mpd.timeShiftBufferDepth ?? Infinity;
    const first = Math.max(0, Math.floor((elapsed - depth) / length));
    return { first: Math.min(first, end), end };
  }

  return { count, listed };
}

function initElements(
  addressing: readonly XmlElement[],
  baseUrls: readonly string[],
): readonly Resource[] {
  const element = addressing
    .map((one) => child(one, "Initialization"))
    .find((one) => one !== undefined);
  if (element === undefined) return [];
  const text = attribute(element, "range");
  const range = text === undefined ? undefined : rangeOf(text);
  return resolveAll(attribute(element, "sourceURL"), baseUrls).map((url) => ({ url, range }));
}

function resolveAll(reference: string | undefined, baseUrls: readonly string[]): readonly string[] {
  return reference === undefined ? baseUrls : baseUrls.map((base) => resolveUrl(reference, base));
}

function rangeOf(text: string): ByteRange {
  const range = parseByteRange(text);
  if (range !== undefined) return range;
  throw new ManifestError("MANIFEST_INVALID", `A byte range is "${text.slice(0, 100)}".`);
}
