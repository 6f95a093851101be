/**
 * Positions, numbers and media times of segments that a template names: each can be computed from the others, and nothing
 * is expanded.
 */
import type { TemplateValues } from "./template.ts";
import { startOfLast, type Run } from "./timeline.ts";

export interface Positions {
  readonly first: number;
  /** After the last. */
  readonly end: number;
}

export interface Numbering {
  /** What the manifest lists, and what exists by now. */
  readonly listed: () => Positions;
  values(position: number): (TemplateValues & { readonly duration: bigint }) | undefined;
  byNumber(number: number): number | undefined;
  byTime(time: bigint): number | undefined;
}

export interface FixedDuration {
  readonly duration: bigint;
  readonly startNumber: number;
  /** Number of positions in the whole period; `Infinity` if it is open. */
  readonly count: number;
  /** What exists by now. */
  readonly listed: () => Positions;
}

/** `SegmentTemplate@duration`: the media time of a segment is its position times the duration. */
export function fixedNumbering({ duration, startNumber, count, listed }: FixedDuration): Numbering {
  const inside = (position: number) =>
    Number.isSafeInteger(position) && position >= 0 && position < count ? position : undefined;
  return {
    listed,
    values: (position) =>
      inside(position) === undefined
        ? undefined
        : { number: startNumber + position, time: duration * BigInt(position), duration },
    byNumber: (number) => inside(number - startNumber),
    byTime: (time) => (time % duration === 0n ? inside(Number(time / duration)) : undefined),
  };
}

export interface TimelineNumbering extends Numbering {
  /** All segments that can be found by it, listed or not. */
  readonly runs: readonly Run[];
  /** The longest duration of all runs. */
  readonly longest: bigint;
}

/** `SegmentTimeline`: `earlier` are runs that the manifest has dropped, and that are still found. */
export function timelineNumbering(
  earlier: readonly Run[],
  runs: readonly Run[],
): TimelineNumbering {
  const all = [...earlier, ...runs];
  /** The position of each run's first segment. */
  const positions: number[] = [];
  let end = 0;
  let longest = 0n;
  for (const run of all) {
    if (run.duration > longest) longest = run.duration;
    positions.push(end);
    end += run.count;
  }
  const first = positions[earlier.length] ?? end;
  const runPositions = { first: 0, end: all.length };

  return {
    runs: all,
    longest,
    listed: () => ({ first, end }),
    values(position) {
      const after = firstPosition(runPositions, (index) => (positions[index] ?? end) <= position);
      const run = all[after - 1];
      const start = positions[after - 1];
      if (run === undefined || start === undefined || position >= end) return undefined;
      const index = position - start;
      return {
        number: run.number + index,
        time: run.time + run.duration * BigInt(index),
        duration: run.duration,
      };
    },
    byNumber(number) {
      // The newest run first: a manifest may count from one again.
      for (let index = all.length - 1; index >= 0; index--) {
        const run = all[index];
        const offset = number - (run?.number ?? Number.NaN);
        if (run !== undefined && offset >= 0 && offset < run.count) {
          return (positions[index] ?? 0) + offset;
        }
      }
      return undefined;
    },
    byTime(time) {
      const after = firstPosition(runPositions, (index) => (all[index]?.time ?? time) <= time);
      const run = all[after - 1];
      if (run === undefined || time > startOfLast(run)) return undefined;
      const passed = time - run.time;
      if (passed % run.duration !== 0n) return undefined;
      return (positions[after - 1] ?? 0) + Number(passed / run.duration);
    },
  };
}

/** The first of ordered positions that is not before something. */
export function firstPosition(
  { first, end }: Positions,
  isBefore: (position: number) => boolean,
): number {
  let low = first;
  let high = end;
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
