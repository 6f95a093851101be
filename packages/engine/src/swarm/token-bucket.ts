/** Lets a burst through, and then a steady rate. Either thread. Needs no timer. */
import type { Clock } from "@swarmlane/contract";

export interface TokenBucket {
  /** Whether one more may pass now. */
  take(): boolean;
  /** What was taken cost nothing after all. */
  giveBack(): void;
}

export function createTokenBucket(
  perSecond: number,
  burst: number,
  clock: Pick<Clock, "now">,
): TokenBucket {
  let tokens = burst;
  let filledAt = clock.now();
  return {
    take() {
      const now = clock.now();
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond);
      filledAt = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    giveBack() {
      tokens = Math.min(burst, tokens + 1);
    },
  };
}
