/**
 * The segments of one rendition, by media sequence number: those that the playlist lists, and for a while those that it
 * listed. Pure data; callers keep their addresses up to date through `Changes`.
 */
import { fileName } from "../address/url.ts";
import { ManifestError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { MediaPlaylist, PlaylistSegment, Resource } from "./playlist.ts";

export interface WindowSegment extends PlaylistSegment {
  readonly sequence: number;
  readonly startTime: number;
}

/** What is kept of a playlist. Its segments are in the window. */
export type PlaylistFacts = Omit<MediaPlaylist, "segments" | "inits" | "keys" | "parts">;

export type WindowChange = "loaded" | "refreshed" | "ended" | "restarted";

export interface WindowListener {
  /** The segment can be requested at this address. */
  onListed(segment: WindowSegment): void;
  /** It will not be requested any more. */
  onForgotten(sequence: number): void;
}

export interface SegmentWindow {
  /** Undefined if the playlist is older than the one before, or brings nothing new. Throws before anything changes. */
  apply(playlist: MediaPlaylist): WindowChange | undefined;
  get(sequence: number): WindowSegment | undefined;
  /** The first segment in the window that has this sequence or a later one. */
  from(sequence: number): WindowSegment | undefined;
  at(time: number): WindowSegment | undefined;
  /** The longest duration of all segments held. */
  longest(): number;
  /** False for ids of other segments before the stream was restarted. */
  isCertain(sequence: number): boolean;
  readonly playlist: PlaylistFacts | undefined;
  /** Sequences of the first segment in the window and of the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Segments held, listed or not. */
  readonly size: number;
}

export function createSegmentWindow(listener: WindowListener): SegmentWindow {
  /** In order. `held[0]` has the sequence `base`. Only segments that have left the window may be missing in between. */
  let held: (WindowSegment | undefined)[] = [];
  let base = 0;
  let first = 0;
  let playlist: PlaylistFacts | undefined;
  /** The first sequence that cannot have been used before a restart. */
  let certainFrom = 0;

  function get(sequence: number): WindowSegment | undefined {
    return held[sequence - base];
  }

  const endOfHeld = (): number => base + held.length;

  function apply(next: MediaPlaylist): WindowChange | undefined {
    const previous = playlist;
    if (previous === undefined) {
      if (next.skipped > 0) throw noBase(next);
      take(next, 0);
      playlist = factsOf(next);
      return "loaded";
    }
    const relation = compare(previous, next);
    if (relation === "older") return refreshAddresses(next) ? "refreshed" : undefined;
    if (relation === "restarted") {
      if (next.skipped > 0) throw noBase(next);
      certainFrom = Math.max(certainFrom, endOfHeld());
      forgetBefore(endOfHeld());
      take(next, 0);
      playlist = factsOf(next);
      return "restarted";
    }
    const firstListed = next.mediaSequence + next.skipped;
    if (next.skipped > 0 && (next.mediaSequence < base || firstListed > endOfHeld())) {
      throw noBase(next);
    }
    const before = { first, end: endOfHeld() };
    const refreshed = take(next, startTimeOf(next));
    playlist = factsOf(next);
    if (next.isEnded && !previous.isEnded) return "ended";
    return refreshed || first !== before.first || endOfHeld() !== before.end
      ? "refreshed"
      : undefined;
  }

  /** How a playlist is related to the one before it. */
  function compare(previous: PlaylistFacts, next: MediaPlaylist): "newer" | "older" | "restarted" {
    if (previous.isEnded && !next.isEnded) return "restarted";
    const end = next.mediaSequence + next.skipped + next.segments.length;
    const wentBack = next.mediaSequence < first || end < endOfHeld();
    const isLater = next.mediaSequence >= previous.mediaSequence;
    if (isLater && next.discontinuitySequence < previous.discontinuitySequence) return "restarted";
    if (datesDisagree(next)) return "restarted";
    if (!wentBack) return "newer";
    // A cache that lags behind lists the same files as before. Files with other names are another stream.
    const sequences = overlap(next);
    if (sequences.length === 0) return "restarted";
    const isSame = sequences.every((sequence) => {
      const listed = next.segments[sequence - next.mediaSequence - next.skipped];
      const known = get(sequence);
      return !listed || !known || fileName(listed.url) === fileName(known.url);
    });
    if (!isSame) return "restarted";
    return end < endOfHeld() && !next.isEnded ? "older" : "newer";
  }

  function overlap(next: MediaPlaylist): number[] {
    const from = next.mediaSequence + next.skipped;
    const result: number[] = [];
    for (
      let sequence = Math.max(from, base);
      sequence < Math.min(from + next.segments.length, endOfHeld());
      sequence++
    ) {
      result.push(sequence);
    }
    return result;
  }

  /** The same number with a date that is farther away than clocks and rounding explain. */
  function datesDisagree(next: MediaPlaylist): boolean {
    const sequence = overlap(next)[0];
    if (sequence === undefined) return false;
    const listed = next.segments[sequence - next.mediaSequence - next.skipped]?.programDateTime;
    const known = get(sequence)?.programDateTime;
    if (listed === undefined || known === undefined) return false;
    return Math.abs(listed - known) > Math.max(next.targetDuration, 1) * 1000;
  }

  /** Adds and replaces segments, moves the window and forgets what left it long ago. True if an address changed. */
  function take(next: MediaPlaylist, startTime: number): boolean {
    const from = next.mediaSequence + next.skipped;
    makeRoomFor(from);
    const shift = discontinuityShift(next, from);
    let time = startTime;
    let changed = false;
    next.segments.forEach((segment, index) => {
      const sequence = from + index;
      const known = get(sequence);
      time = known?.startTime ?? time;
      if (known !== undefined && isSame(known, segment, shift)) {
        time += known.duration;
        return;
      }
      const { url, range, duration, isGap } = segment;
      const listed: WindowSegment = {
        url,
        range,
        duration,
        isGap,
        sequence,
        discontinuity: segment.discontinuity + shift,
        programDateTime: segment.programDateTime ?? dateAfter(get(sequence - 1)),
        startTime: time,
      };
      held[sequence - base] = listed;
      time += duration;
      if (known !== undefined && isSameResource(known, listed)) return;
      changed = true;
      listener.onListed(listed);
    });
    first = next.mediaSequence;
    forgetBefore(retainedFrom(next.targetDuration));
    if (next.isEnded) forgetFrom(from + next.segments.length);
    return changed;
  }

  /** A playlist that lags behind may come from another pathway, where its segments have other addresses. */
  function refreshAddresses(next: MediaPlaylist): boolean {
    let changed = false;
    for (const sequence of overlap(next)) {
      const known = get(sequence);
      const listed = next.segments[sequence - next.mediaSequence - next.skipped];
      if (known === undefined || listed === undefined || isSameResource(known, listed)) continue;
      changed = true;
      const moved = { ...known, url: listed.url, range: listed.range };
      held[sequence - base] = moved;
      listener.onListed(moved);
    }
    return changed;
  }

  /** Segments that were never listed leave a hole, unless it would be a large one. */
  function makeRoomFor(sequence: number): void {
    const missing = sequence - endOfHeld();
    if (held.length > 0 && missing > 0 && missing <= longestHole) {
      for (let count = 0; count < missing; count++) held.push(undefined);
    } else if (missing > 0 || sequence < base) {
      forgetBefore(endOfHeld());
      base = sequence;
    }
  }

  /** The sequence from which on segments are kept. */
  function retainedFrom(targetDuration: number): number {
    let from = Math.max(first, base);
    let seconds = 0;
    while (from > base && seconds < limits.retention) {
      from -= 1;
      seconds += Math.max(get(from)?.duration ?? targetDuration, 0.1);
    }
    return from;
  }

  function forgetBefore(sequence: number): void {
    const count = Math.min(Math.max(sequence - base, 0), held.length);
    if (count === 0) return;
    for (let index = 0; index < count; index++) listener.onForgotten(base + index);
    held = held.slice(count);
    base += count;
  }

  /** A stream may end with fewer segments than it promised. */
  function forgetFrom(sequence: number): void {
    for (let forgotten = sequence; forgotten < endOfHeld(); forgotten++) {
      listener.onForgotten(forgotten);
    }
    held.length = Math.min(held.length, Math.max(sequence - base, 0));
  }

  /** Where the first segment that a playlist lists begins. */
  function startTimeOf(next: MediaPlaylist): number {
    const sequence = next.mediaSequence + next.skipped;
    const known = get(sequence);
    if (known !== undefined) return known.startTime;
    const oldest = held[0];
    if (oldest !== undefined && sequence < base) {
      const earlier = next.segments.slice(0, base - sequence);
      return earlier.reduce((time, { duration }) => time - duration, oldest.startTime);
    }
    const last = held.at(-1);
    if (last === undefined) return 0;
    return last.startTime + last.duration + (sequence - endOfHeld()) * next.targetDuration;
  }

  /** A delta update does not say how many discontinuities it skips. The known segments do. */
  function discontinuityShift(next: MediaPlaylist, from: number): number {
    if (next.skipped === 0) return 0;
    const known = get(from)?.discontinuity;
    if (known !== undefined) return known - (next.segments[0]?.discontinuity ?? known);
    const last = get(from - 1)?.discontinuity;
    return last === undefined ? 0 : last - next.discontinuitySequence;
  }

  return {
    apply,
    get,
    from(sequence) {
      return get(Math.max(sequence, first, base));
    },
    at(time) {
      let low = Math.max(first, base) - base;
      let high = held.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        const segment = held[middle];
        if (segment !== undefined && segment.startTime + segment.duration <= time) low = middle + 1;
        else high = middle;
      }
      return held[low];
    },
    longest: () => held.reduce((most, segment) => Math.max(most, segment?.duration ?? 0), 0),
    isCertain: (sequence) => sequence >= certainFrom,
    get playlist() {
      return playlist;
    },
    get first() {
      return Math.max(first, base);
    },
    get end() {
      return endOfHeld();
    },
    get size() {
      return held.length;
    },
  };
}

/** Missing segments between two loads of a playlist: with a larger gap, the older ones are not requested any more. */
const longestHole = 1_000;

function factsOf(playlist: MediaPlaylist): PlaylistFacts {
  const { type, mediaSequence, skipped, discontinuitySequence } = playlist;
  const { targetDuration, isEnded, isLowLatency } = playlist;
  return {
    type,
    mediaSequence,
    skipped,
    discontinuitySequence,
    targetDuration,
    isEnded,
    isLowLatency,
  };
}

/** Nothing would change if the segment was replaced. */
function isSame(known: WindowSegment, listed: PlaylistSegment, shift: number): boolean {
  return (
    isSameResource(known, listed) &&
    known.duration === listed.duration &&
    known.isGap === listed.isGap &&
    known.discontinuity === listed.discontinuity + shift &&
    (listed.programDateTime === undefined || known.programDateTime === listed.programDateTime)
  );
}

function isSameResource(one: Resource, other: Resource): boolean {
  return (
    one.url === other.url &&
    one.range?.start === other.range?.start &&
    one.range?.end === other.range?.end
  );
}

function dateAfter(segment: WindowSegment | undefined): number | undefined {
  return segment?.programDateTime === undefined
    ? undefined
    : segment.programDateTime + segment.duration * 1000;
}

function noBase(playlist: MediaPlaylist): ManifestError {
  return new ManifestError(
    "MANIFEST_UNSUPPORTED",
    `The update skips ${playlist.skipped} segments that no playlist before it listed.`,
  );
}
