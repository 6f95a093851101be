/**
 * A clock for a thread that may be frozen together with its page. Either thread.
 * When the thread continues, timers and messages are due at the same time. Deadlines would fail calls that have been answered, or
 * that are about to be restarted. A timer that is much too late therefore lets the messages run first.
 */
import type { Clock } from "@swarmlane/contract";

/** ms. A thread that is blocked 200 ms at a time is still on time. */
const tolerance = 250;

/** ms, at most the timer's own length: enough for a slow page to say that it is back. */
const grace = 2000;

export function createPatientClock(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    setTimeout(callback, ms) {
      const due = clock.now() + ms;
      const timer: Timer = { id: undefined };
      timer.id = clock.setTimeout(() => {
        if (clock.now() - due <= tolerance) callback();
        else timer.id = clock.setTimeout(callback, Math.min(ms, grace));
      }, ms);
      return timer;
    },
    clearTimeout(timer) {
      if (timer !== undefined) clock.clearTimeout((timer as Timer).id);
    },
  };
}

interface Timer {
  id: unknown;
}
