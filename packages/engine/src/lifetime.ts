/** The time of one engine: a clock whose timers all end with it. Either thread. */
import type { Clock } from "@swarmlane/contract";

export interface Lifetime {
  /** Timers set after the end never fire. */
  readonly clock: Clock;
  readonly ended: boolean;
  /** Clears every timer that was set through `clock`. */
  end(): void;
}

export function createLifetime(clock: Clock): Lifetime {
  const timers = new Set<unknown>();
  let ended = false;
  return {
    clock: {
      now: () => clock.now(),
      setTimeout(callback, ms) {
        if (ended) return undefined;
        const id = clock.setTimeout(() => {
          timers.delete(id);
          callback();
        }, ms);
        timers.add(id);
        return id;
      },
      clearTimeout(id) {
        if (timers.delete(id)) clock.clearTimeout(id);
      },
    },
    get ended() {
      return ended;
    },
    end() {
      ended = true;
      for (const id of timers) clock.clearTimeout(id);
      timers.clear();
    },
  };
}
