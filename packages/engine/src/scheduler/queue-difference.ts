/**
 * How a queue differs from the next one, by key: a new address or priority disturbs nothing. Most loads move a long
 * queue on by one segment, so neighbours are looked for beside each other first: no key is put together for them.
 */
import { segmentKey, type SegmentInfo, type SegmentKey } from "@swarmlane/contract";

/** A segment of the queue before. */
export interface Member {
  readonly info: SegmentInfo;
  /** Where it is in the queue before, and in the next one as far as that was compared. */
  place: number;
  nextPlace: number;
  /** Marks the last comparison that found it. */
  seenIn: unknown;
}

export interface Difference<M extends Member> {
  /** The next queue. A segment that is listed twice is in it once: in its first place, with its last description. */
  readonly infos: readonly SegmentInfo[];
  /** For each of `infos`: what is known of it. Undefined: it joins. */
  readonly known: readonly (M | undefined)[];
  readonly leaving: readonly M[];
}

/** `before`: in the caller's order. Notes in the members where they are found, so only the newest difference counts. */
export function compareQueues<M extends Member>(
  before: readonly M[],
  byKey: ReadonlyMap<SegmentKey, M>,
  next: readonly SegmentInfo[],
): Difference<M> {
  const mark = {};
  const known: (M | undefined)[] = [];
  const joining = new Set<SegmentKey>();
  let place = 0;
  for (const info of next) {
    const neighbour = before[place];
    const isFound = neighbour !== undefined && isSame(neighbour.info, info);
    const key = isFound ? undefined : segmentKey(info);
    const member = key === undefined ? neighbour : byKey.get(key);
    const isTwice = member === undefined ? hasJoined(joining, key) : member.seenIn === mark;
    if (isTwice) return compareQueues(before, byKey, withoutRepeats(next));
    if (member !== undefined) {
      member.seenIn = mark;
      member.nextPlace = known.length;
      place = member.place + 1;
    }
    known.push(member);
  }
  return { infos: next, known, leaving: before.filter(({ seenIn }) => seenIn !== mark) };
}

/** True: their keys are equal. */
function isSame(one: SegmentInfo, other: SegmentInfo): boolean {
  return one.id === other.id && one.range === other.range;
}

/** Adds `key`; true if it was there before. */
function hasJoined(joining: Set<SegmentKey>, key: SegmentKey | undefined): boolean {
  if (key === undefined || joining.has(key)) return true;
  joining.add(key);
  return false;
}

function withoutRepeats(queue: readonly SegmentInfo[]): SegmentInfo[] {
  const byKey = new Map<SegmentKey, SegmentInfo>();
  for (const info of queue) byKey.set(segmentKey(info), info);
  return [...byKey.values()];
}
