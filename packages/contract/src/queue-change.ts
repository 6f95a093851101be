/**
 * Sends the queue to a host. A player passes its whole queue to each `load()`, and usually only the priorities have changed.
 * Therefore only the difference from the previous queue crosses the lane. Pure. Each lane has one sender on the page and one
 * receiver in the host.
 */
import type { SegmentKey } from "./ids.ts";
import { segmentKey, type SegmentInfo } from "./segment.ts";

/** A piece of a queue, in its order. */
export type QueuePart =
  /** `count` segments of the previous queue, starting at index `from`, with `shift` added to each priority. */
  | { readonly from: number; readonly count: number; readonly shift: number }
  /** Segments that are new, or have changed. */
  | { readonly segments: readonly SegmentInfo[] };

export interface QueueChange {
  /** Names the queue that results. */
  readonly number: number;
  /** The queue that the parts refer to. Undefined: they refer to none, so they are the whole queue. */
  readonly base: number | undefined;
  readonly parts: readonly QueuePart[];
}

export interface QueueSender {
  /** Returns the change from the last queue to this one. Keeps `queue`, which must not be changed afterwards. */
  change(queue: readonly SegmentInfo[]): QueueChange;
  /** Call this if the receiver does not know the last queue. The next change is then a whole queue. */
  forget(): void;
}

export function createQueueSender(): QueueSender {
  let number = 0;
  let sent: readonly SegmentInfo[] = [];
  let isKnown = false;

  return {
    change(queue) {
      const base = isKnown ? number : undefined;
      const parts = partsBetween(isKnown ? sent : [], queue);
      number += 1;
      sent = queue;
      isKnown = true;
      return { number, base, parts };
    },
    forget() {
      isKnown = false;
    },
  };
}

export interface QueueReceiver {
  /** Returns the whole queue, or undefined if the change refers to a queue that never arrived. */
  apply(change: QueueChange): readonly SegmentInfo[] | undefined;
}

export function createQueueReceiver(): QueueReceiver {
  let known: { readonly number: number; readonly queue: readonly SegmentInfo[] } | undefined;

  return {
    apply({ number, base, parts }) {
      if (base !== undefined && base !== known?.number) return undefined;
      const before = base === undefined ? [] : (known?.queue ?? []);
      const queue: SegmentInfo[] = [];
      for (const part of parts) {
        if ("segments" in part) for (const info of part.segments) queue.push(info);
        else copy(before, part, queue);
      }
      known = { number, queue };
      return queue;
    },
  };
}

function copy(
  before: readonly SegmentInfo[],
  { from, count, shift }: Exclude<QueuePart, { segments: unknown }>,
  into: SegmentInfo[],
): void {
  for (const info of before.slice(from, from + count))
    into.push(shift === 0 ? info : { ...info, priority: info.priority + shift });
}

function partsBetween(
  before: readonly SegmentInfo[],
  queue: readonly SegmentInfo[],
): readonly QueuePart[] {
  const parts: QueuePart[] = [];
  const places = new Map<SegmentKey, number>();
  before.forEach((info, index) => places.set(segmentKey(info), index));
  let segments: SegmentInfo[] = [];
  let run: { from: number; count: number; shift: number } | undefined;

  for (const info of queue) {
    const index = places.get(segmentKey(info));
    const former = index === undefined ? undefined : before[index];
    const shift = former && shiftBetween(former, info);
    if (index === undefined || shift === undefined) {
      if (run !== undefined || segments.length === 0) parts.push({ segments: (segments = []) });
      segments.push(info);
      run = undefined;
    } else if (run?.shift === shift && index === run.from + run.count) {
      run.count += 1;
    } else {
      parts.push((run = { from: index, count: 1, shift }));
    }
  }
  return parts;
}

/** Returns the change of the priority. Undefined if anything else has changed, or if rounding makes the sum inexact. */
function shiftBetween(former: SegmentInfo, info: SegmentInfo): number | undefined {
  const isSame =
    former.id === info.id &&
    former.url === info.url &&
    former.range === info.range &&
    former.sequence === info.sequence &&
    former.streamId === info.streamId &&
    former.masterSwarmId === info.masterSwarmId &&
    former.masterManifestUri === info.masterManifestUri;
  if (!isSame) return undefined;
  if (former.priority === info.priority) return 0;
  const shift = info.priority - former.priority;
  return former.priority + shift === info.priority ? shift : undefined;
}
