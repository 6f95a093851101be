/**
 * How fast our uplink is, as far as uploads have shown. Either thread. What is relayed arrives no faster than its source
 * sends it and shows nothing, so only uploads of stored segments are measured.
 */
import type { Clock } from "@swarmlane/contract";

/** One that is being sent to. */
export interface Outflow {
  /** Bytes that have left so far. */
  readonly drained: () => number;
  readonly isRelay: () => boolean;
}

export interface Uplink {
  /** Bytes per millisecond; undefined until it was measured. */
  readonly speed: number | undefined;
  /** From now on these are being sent to; those before them are measured up to now. */
  restart(active: Iterable<Outflow>): void;
}

/** ms below which a measurement says nothing. */
const shortest = 200;
/** A slow reader shows less than there is, so the fastest measurement counts. Each further one lowers it by a tenth. */
const kept = 0.9;

export function createUplink(clock: Pick<Clock, "now">): Uplink {
  let speed: number | undefined;
  let since = 0;
  let before = new Map<Outflow, number>();

  function measure(): void {
    const elapsed = clock.now() - since;
    if (before.size === 0 || elapsed < shortest) return;
    let bytes = 0;
    for (const [outflow, drained] of before) {
      if (outflow.isRelay()) return;
      bytes += outflow.drained() - drained;
    }
    speed = Math.max(bytes / elapsed, kept * (speed ?? 0));
  }

  return {
    get speed() {
      return speed;
    },
    restart(active) {
      measure();
      since = clock.now();
      before = new Map();
      for (const outflow of active) before.set(outflow, outflow.drained());
    },
  };
}
