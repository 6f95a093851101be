/**
 * The segments of one representation in one period, by position. Nothing is expanded: positions are only a way to walk
 * over them. Times are exact, so that every viewer derives the same sequence.
 */
import { createAddressBook } from "../../address/address-book.ts";
import type { ByteRange } from "../../byte-range.ts";
import { splitUrl } from "../../address/url.ts";
import type { Numbering, Positions } from "./numbering.ts";
import type { Template } from "./template.ts";

export interface IndexedSegment {
  /** On the presentation timeline, rounded: the sequence. */
  readonly milliseconds: number;
  /** Seconds. */
  readonly startTime: number;
  readonly duration: number;
  readonly range: ByteRange | undefined;
  url(preferredOrigin: string | undefined): string;
}

export interface SegmentIndex {
  /** What the manifest lists, and what exists by now. */
  listed(): Positions;
  at(position: number): IndexedSegment | undefined;
  /** What an address and a range stand for, listed or not. `part` is less than a segment. */
  find(url: string, range: ByteRange | undefined): number | "part" | undefined;
}

/** Where media times are on the presentation timeline. */
export interface Clockwork {
  readonly periodStart: number;
  readonly timescale: number;
  /** The media time at the start of the period: `presentationTimeOffset`, but zero where segments have a fixed duration. */
  readonly offset: bigint;
}

/** The sequence of a segment: milliseconds, rounded half up, without floating-point numbers. */
export function toMilliseconds(
  { periodStart, timescale, offset }: Clockwork,
  time: bigint,
): number {
  const doubled = 2000n * (time - offset) + BigInt(timescale);
  const divisor = 2n * BigInt(timescale);
  const floor = doubled / divisor - (doubled % divisor < 0n ? 1n : 0n);
  return periodStart + Number(floor);
}

export function toSeconds({ periodStart, timescale, offset }: Clockwork, time: bigint): number {
  return periodStart / 1000 + Number(time - offset) / timescale;
}

export function createTemplateIndex(
  template: Template,
  clockwork: Clockwork,
  numbering: Numbering,
): SegmentIndex {
  return {
    listed: () => (template.hasParts ? { first: 0, end: 0 } : numbering.listed()),
    at(position) {
      const values = numbering.values(position);
      return (
        values && {
          milliseconds: toMilliseconds(clockwork, values.time),
          startTime: toSeconds(clockwork, values.time),
          duration: Number(values.duration) / clockwork.timescale,
          range: undefined,
          url: (preferredOrigin) => template.url(values, preferredOrigin),
        }
      );
    },
    find(url, range) {
      if (range !== undefined) return undefined;
      const reading = template.read(url);
      if (reading === undefined) return undefined;
      if (template.hasParts) return "part";
      const { number, time } = reading;
      const position =
        number !== undefined
          ? numbering.byNumber(number)
          : time !== undefined
            ? numbering.byTime(time)
            : numbering.listed().first;
      if (position === undefined) return undefined;
      const values = numbering.values(position);
      return values && template.leadsTo(url, values) ? position : undefined;
    },
  };
}

export interface FileSegment {
  readonly time: bigint;
  readonly duration: bigint;
  readonly urls: readonly string[];
  readonly range: ByteRange | undefined;
}

/** Segments that are listed one by one: `SegmentList`, and the index of a single file. */
export function createListIndex(
  clockwork: Clockwork,
  earlier: readonly FileSegment[],
  segments: readonly FileSegment[],
): SegmentIndex {
  const all = [...earlier, ...segments];
  const places = createAddressBook<number>(2);
  all.forEach(({ urls, range }, position) => {
    for (const url of urls) places.add(url, range, position);
  });
  return {
    listed: () => ({ first: earlier.length, end: all.length }),
    at(position) {
      const segment = all[position];
      return (
        segment && {
          milliseconds: toMilliseconds(clockwork, segment.time),
          startTime: toSeconds(clockwork, segment.time),
          duration: Number(segment.duration) / clockwork.timescale,
          range: segment.range,
          url: (preferredOrigin) =>
            segment.urls.find((url) => splitUrl(url).origin === preferredOrigin) ??
            segment.urls[0] ??
            "",
        }
      );
    },
    find: (url, range) => places.find(url, range),
  };
}
