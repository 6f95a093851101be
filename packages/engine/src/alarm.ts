/** One timer that is set again and again. Either thread. */
import type { Clock } from "@swarmlane/contract";

export interface Alarm {
  /** Rings at that time (ms), and at no other that was set before. Infinity: not at all. */
  set(at: number): void;
}

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let timer: unknown;
  let due = Infinity;
  return {
    set(at) {
      if (at === due) return;
      clock.clearTimeout(timer);
      due = at;
      if (at === Infinity) return;
      timer = clock.setTimeout(
        () => {
          due = Infinity;
          ring();
        },
        Math.max(0, at - clock.now()),
      );
    },
  };
}
