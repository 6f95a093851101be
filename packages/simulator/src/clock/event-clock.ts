/**
 * Simulated time for a million timers. Events happen in the order of their time, then of their setting. Promises settle
 * between two events, as they do between two tasks of a browser.
 */
import type { Clock } from "@swarmlane/contract";

export interface EventClock extends Clock {
  /** Timers that are set. */
  readonly pending: number;
  /** Events that happened so far. */
  readonly events: number;
  /**
   * An event of the network's own, which cannot be cleared and wakes nobody. If it does wake somebody, it says so with
   * `settleNext`.
   */
  schedule(ms: number, callback: () => void): void;
  /** What happens now may leave promises behind: they settle before the next event. */
  settleNext(): void;
  /** Runs until that time, or until nothing is left. Rejects with what an event throws. `onBatch`: now and then. */
  run(until: number, onBatch?: () => void): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  /** Undefined: it was cleared. */
  callback: (() => void) | undefined;
  /** It may leave promises behind. */
  readonly settles: boolean;
}

/** Events between two calls of `onBatch`. Each event that has to settle costs Node one immediate. */
const batch = 256;

export function createEventClock(): EventClock {
  let heap: Timer[] = [];
  let now = 0;
  let order = 0;
  let cleared = 0;
  let events = 0;
  let mustSettle = false;

  function add(ms: number, callback: () => void, settles: boolean): Timer {
    const at = now + (ms > 0 ? ms : 0);
    const timer: Timer = { at, order: order++, callback, settles };
    push(heap, timer);
    return timer;
  }

  /** Cleared timers stay in the heap until they are most of it. */
  function compact(): void {
    heap = heap.filter(({ callback }) => callback !== undefined);
    heap.sort(compare);
    cleared = 0;
  }

  /** Runs events until promises have to settle. False: nothing is left before `until`. */
  function runTask(until: number): boolean {
    for (let next = heap[0]; next !== undefined && next.at <= until; next = heap[0]) {
      pop(heap);
      const { callback } = next;
      if (callback === undefined) {
        cleared -= 1;
        continue;
      }
      next.callback = undefined;
      now = next.at;
      events += 1;
      mustSettle = next.settles;
      callback();
      if (mustSettle) return true;
    }
    return false;
  }

  return {
    now: () => now,
    get pending() {
      return heap.length - cleared;
    },
    get events() {
      return events;
    },
    setTimeout: (callback, ms) => add(ms, callback, true),
    clearTimeout(id) {
      const timer = id as Timer | undefined;
      if (timer?.callback === undefined) return;
      timer.callback = undefined;
      cleared += 1;
      if (cleared > 10_000 && cleared > heap.length / 2) compact();
    },
    schedule: (ms, callback) => void add(ms, callback, false),
    settleNext() {
      mustSettle = true;
    },
    run: (until, onBatch) =>
      new Promise((resolve, reject) => {
        let left = 0;
        let isOver = false;

        function task(): void {
          left -= 1;
          if (isOver) return;
          try {
            isOver = !runTask(until);
            if (isOver) now = Math.max(now, until);
          } catch (error) {
            isOver = true;
            reject(error instanceof Error ? error : new Error(String(error)));
          }
          if (isOver) resolve();
          else if (left === 0) next();
        }

        /** Node lets promises settle between two immediates of one phase, which costs less than a turn of its loop. */
        function next(): void {
          onBatch?.();
          left = batch;
          for (let count = 0; count < batch; count += 1) setImmediate(task);
        }

        next();
      }),
  };
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function compare(one: Timer, other: Timer): number {
  return one.at - other.at || one.order - other.order;
}

function push(heap: Timer[], timer: Timer): void {
  let index = heap.length;
  heap.push(timer);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(timer, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = timer;
}

/** Removes the first. */
function pop(heap: Timer[]): void {
  const last = heap.pop();
  const { length } = heap;
  if (last === undefined || length === 0) return;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= length) break;
    const right = heap[child + 1];
    let least = heap[child];
    if (right !== undefined && least !== undefined && isBefore(right, least)) {
      child += 1;
      least = right;
    }
    if (least === undefined || !isBefore(least, last)) break;
    heap[index] = least;
    index = child;
  }
  heap[index] = last;
}
