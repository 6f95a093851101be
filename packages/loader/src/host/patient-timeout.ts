/**
 * A deadline that is extended once if its timer fires late. Page.
 * After a freeze, a suspended laptop or a long task, timers and messages are due at the same time, and the awaited message may
 * already be in the queue.
 */
import type { Clock } from "@swarmlane/contract";

/** ms. The timer of a page that is blocked for 200 ms at a time still counts as on time. */
const tolerance = 250;

/** Returns a function that cancels the deadline. */
export function patientTimeout(clock: Clock, callback: () => void, ms: number): () => void {
  const due = clock.now() + ms;
  let id = clock.setTimeout(() => {
    if (clock.now() - due <= tolerance) callback();
    else id = clock.setTimeout(callback, ms);
  }, ms);
  return () => clock.clearTimeout(id);
}
