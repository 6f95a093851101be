/** How often a lost worker is replaced before we stay on the page. Pure. */
import type { Clock, Limits } from "@swarmlane/contract";

/** Counts one restart; false when there were too many within the window. */
export function createRestartBudget(
  clock: Clock,
  limits: Pick<Limits, "workerRestarts" | "workerRestartWindow">,
): () => boolean {
  let restarts: number[] = [];
  return () => {
    const now = clock.now();
    restarts = restarts.filter((at) => now - at < limits.workerRestartWindow);
    restarts.push(now);
    return restarts.length <= limits.workerRestarts;
  };
}
