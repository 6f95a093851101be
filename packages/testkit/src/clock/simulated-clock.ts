/** Time that only tests move. Any thread. Timers fire in the order of their due time, then of their setting. */
import type { Clock } from "@swarmlane/contract";

export interface SimulatedClock extends Clock {
  /** Moves time by `ms`, stopping at every timer on the way and letting promises settle in between. */
  advance(ms: number): Promise<void>;
  /** Lets everything that waits for a promise, and for nothing else, run. */
  settle(): Promise<void>;
  /** Timers that are set: 0 after a clean teardown. */
  readonly pending: number;
  /** Timers that have fired so far. */
  readonly fired: number;
}

/** Promise chains of the code under test are shorter than this many turns. */
const turns = 100;

export function createSimulatedClock(start = 1000): SimulatedClock {
  const timers = new Map<number, { at: number; callback: () => void }>();
  let now = start;
  let nextId = 1;
  let fired = 0;

  async function settle(): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  }

  function nextDue(until: number): number | undefined {
    let found: number | undefined;
    let foundAt = Infinity;
    for (const [id, { at }] of timers) {
      if (at <= until && at < foundAt) [found, foundAt] = [id, at];
    }
    return found;
  }

  return {
    now: () => now,
    setTimeout(callback, ms) {
      const id = nextId++;
      timers.set(id, { at: now + Math.max(0, ms), callback });
      return id;
    },
    clearTimeout(id) {
      timers.delete(id as number);
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let id = nextDue(until); id !== undefined; id = nextDue(until)) {
        const timer = timers.get(id);
        timers.delete(id);
        now = Math.max(now, timer?.at ?? now);
        fired += 1;
        timer?.callback();
        await settle();
      }
      now = until;
    },
    settle,
    get pending() {
      return timers.size;
    },
    get fired() {
      return fired;
    },
  };
}
