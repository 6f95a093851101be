/** The clock of the thread we run in: the one place that reads it. Tests bring a simulated one. */
import type { Clock } from "@swarmlane/contract";

export const platformClock: Clock = {
  now: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (id) => clearTimeout(id as ReturnType<typeof setTimeout>),
};
