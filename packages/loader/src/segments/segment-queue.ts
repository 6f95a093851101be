/**
 * The queue as the caller sees it. It is on the page, because removed segments must be aborted before `load()` returns.
 * For each key it has the newest object that the caller passed.
 */
import type { SegmentKey } from "@swarmlane/contract";
import type { QueueEntry } from "./parse-queue.ts";

export interface SegmentQueue {
  readonly size: number;
  /** Takes over the new list. Returns the removed entries in their old order. */
  replace(entries: readonly QueueEntry[]): QueueEntry[];
  get(key: SegmentKey): QueueEntry | undefined;
  /** Finds an entry by its id. If several byte ranges share the id, returns the first one. */
  findById(id: string): QueueEntry | undefined;
  entries(): QueueEntry[];
  markDelivered(key: SegmentKey): void;
  isDelivered(id: string): boolean;
  /** The entries whose data the caller has received. */
  delivered(): SegmentKey[];
}

export function createSegmentQueue(): SegmentQueue {
  let queue = new Map<SegmentKey, QueueEntry>();
  let ids = new Map<string, QueueEntry>();
  let delivered = new Set<SegmentKey>();

  return {
    get size() {
      return queue.size;
    },
    replace(entries) {
      const before = queue;
      queue = new Map(entries.map((entry) => [entry.key, entry]));
      ids = new Map([...queue.values()].reverse().map((entry) => [entry.info.id, entry]));
      delivered = new Set([...delivered].filter((key) => queue.has(key)));
      return [...before.values()].filter(({ key }) => !queue.has(key));
    },
    get: (key) => queue.get(key),
    findById: (id) => ids.get(id),
    entries: () => [...queue.values()],
    markDelivered(key) {
      if (queue.has(key)) delivered.add(key);
    },
    isDelivered(id) {
      const entry = ids.get(id);
      return entry !== undefined && delivered.has(entry.key);
    },
    delivered: () => [...delivered],
  };
}
