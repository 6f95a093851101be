/** Decides whether a lost worker is replaced at once, or has been lost too often. Pure. */
import type { Clock, Limits } from "@swarmlane/contract";

export interface RestartBudget {
  /** Counts one loss. Returns false if there were too many within the window. */
  spend(): boolean;
  /**
   * A worker is tried again after a pause. During a pause no worker can be lost, so the pause proves nothing. Earlier losses
   * count as if they had just happened, until a worker has survived a whole window.
   */
  resume(): void;
}

export function createRestartBudget(
  clock: Clock,
  limits: Pick<Limits, "workerRestarts" | "workerRestartWindow">,
): RestartBudget {
  let losses: number[] = [];
  return {
    spend() {
      const now = clock.now();
      losses = losses.filter((at) => now - at < limits.workerRestartWindow);
      losses.push(now);
      return losses.length <= limits.workerRestarts;
    },
    resume() {
      const now = clock.now();
      // More entries would make no difference.
      losses = losses.slice(-limits.workerRestarts - 1).map(() => now);
    },
  };
}
