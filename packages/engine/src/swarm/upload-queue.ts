/** What one peer asked us for. Either thread. Says no beyond the limits (threats T2); the answer is then Absent. */
import type { Clock, EngineSettings, Limits, WireSegmentId } from "@swarmlane/contract";

const minute = 60_000;

export interface UploadQueue {
  /** The one being served. */
  readonly current: WireSegmentId | undefined;
  readonly hasWaiting: boolean;
  /** False: not this one, answer Absent. */
  accept(segmentId: WireSegmentId): boolean;
  /** Makes the first that waits the current one. */
  startNext(): void;
  finishCurrent(): void;
  /** The peer no longer wants it. Does not touch the current one. */
  withdraw(segmentId: WireSegmentId): void;
  clear(): void;
}

export function createUploadQueue(
  limits: Limits,
  settings: Pick<EngineSettings, "consumeOnly">,
  clock: Pick<Clock, "now">,
): UploadQueue {
  let current: WireSegmentId | undefined;
  let waiting: WireSegmentId[] = [];
  /** How often each segment was accepted in the minute that began at `countedSince`. */
  let accepted = new Map<WireSegmentId, number>();
  let countedSince = clock.now();

  function countOf(segmentId: WireSegmentId): number {
    if (clock.now() - countedSince >= minute) {
      accepted = new Map();
      countedSince = clock.now();
    }
    return accepted.get(segmentId) ?? 0;
  }

  return {
    get current() {
      return current;
    },
    get hasWaiting() {
      return waiting.length > 0;
    },
    accept(segmentId) {
      const inHand = waiting.length + (current === undefined ? 0 : 1);
      const count = countOf(segmentId);
      if (settings.consumeOnly) return false;
      if (inHand > limits.uploadsPerPeerQueued || count >= limits.sameSegmentPerMinute)
        return false;
      accepted.set(segmentId, count + 1);
      waiting.push(segmentId);
      return true;
    },
    startNext() {
      current = waiting.shift();
    },
    finishCurrent() {
      current = undefined;
    },
    withdraw(segmentId) {
      waiting = waiting.filter((each) => each !== segmentId);
    },
    clear() {
      current = undefined;
      waiting = [];
    },
  };
}
