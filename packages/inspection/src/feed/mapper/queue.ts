/** Reports the player's queue as messages: added and removed segments, and the shift of the others. */
import { segmentKey, streamKey, type SegmentInfo, type SegmentKey } from "@swarmlane/contract";
import type { MessageOf } from "../../format/message.ts";
import type { InspectedSegment } from "../../format/parts.ts";
import { inspectLimits } from "../../limits.ts";
import { at, given, itemsOf } from "../look.ts";
import type { MapperContext } from "./mapper-context.ts";

export interface QueueMapper {
  /** `infos`: the queue as it is now, in whatever collection. */
  replace(infos: unknown): void;
  /** Set while the segment is in the queue. */
  has(key: string): boolean;
}

type Queue = Omit<MessageOf<"queue">, "type" | "n" | "t">;

export function createQueueMapper({ say }: MapperContext): QueueMapper {
  let priorities = new Map<SegmentKey, number>();

  return {
    replace(infos) {
      const next = new Map<SegmentKey, SegmentInfo>();
      for (const held of itemsOf(infos)) {
        const info = infoOf(held);
        if (info !== undefined) next.set(segmentKey(info), info);
      }
      for (const queue of tell(priorities, next)) say({ type: "queue", ...queue });
      priorities = new Map([...next].map(([key, { priority }]) => [key, priority]));
    },
    has: (key) => priorities.has(key as SegmentKey),
  };
}

/** Most often one message; several when lists would be longer than the format allows. */
function* tell(
  before: ReadonlyMap<SegmentKey, number>,
  next: ReadonlyMap<SegmentKey, SegmentInfo>,
): Generator<Queue> {
  const removed = [...before.keys()].filter((key) => !next.has(key));
  const added = [...next].filter(([key]) => !before.has(key)).map(([key, i]) => describe(key, i));
  const moves = [...before].flatMap(([key, priority]) => {
    const info = next.get(key);
    return info === undefined
      ? []
      : [{ key, priority: info.priority, by: info.priority - priority }];
  });
  const shift = finite(moves[0]?.by ?? 0);
  const exact = moves
    .filter(({ by }) => by !== shift)
    .map(({ key, priority }) => ({ key, priority }));
  const most = inspectLimits.listLength;
  for (let from = 0; ; from += most) {
    const to = from + most;
    const queue = {
      added: added.slice(from, to),
      removed: removed.slice(from, to),
      priorities: exact.slice(from, to),
      shift: from === 0 ? shift : 0,
    };
    const isEmpty = queue.added.length + queue.removed.length + queue.priorities.length === 0;
    if (isEmpty && queue.shift === 0) return;
    yield queue;
  }
}

function describe(key: SegmentKey, info: SegmentInfo): InspectedSegment {
  const { id, url, sequence, range, priority } = info;
  const stream = streamKey(info);
  return { key, id, stream, sequence, url, priority, ...given("range", range) };
}

/** An info, or something that holds one: a queue's entry, an actor with it in its context. */
function infoOf(held: unknown): SegmentInfo | undefined {
  const info = at(held, "info") ?? held;
  return typeof at(info, "id") === "string" ? (info as SegmentInfo) : undefined;
}

function finite(by: number): number {
  return Number.isFinite(by) ? by : 0;
}
