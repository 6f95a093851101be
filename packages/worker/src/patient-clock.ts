/**
 * A clock for a thread that may be frozen with its page. Either thread.
 * When it goes on, timers are due together with the messages that came meanwhile: deadlines would fail what has been
 * answered, or is about to be started again. So a timer that is much too late lets the messages go first.
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
