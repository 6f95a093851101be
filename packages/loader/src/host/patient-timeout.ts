/**
 * A deadline that does not trust itself when it comes late. Page.
 * After a freeze, a suspended laptop or a long task, timers and messages are due together: what we waited for may lie
 * in the queue. So a late deadline is granted its time once more, and only once.
 */
import type { Clock } from "@swarmlane/contract";

/** ms. A page that is blocked 200 ms at a time is still on time. */
const tolerance = 250;

/** Returns the cancellation. */
export function patientTimeout(clock: Clock, callback: () => void, ms: number): () => void {
  const due = clock.now() + ms;
  let id = clock.setTimeout(() => {
    if (clock.now() - due <= tolerance) callback();
    else id = clock.setTimeout(callback, ms);
  }, ms);
  return () => clock.clearTimeout(id);
}
