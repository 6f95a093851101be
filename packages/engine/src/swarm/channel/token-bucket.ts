/** Lets a burst through, and then a steady rate. Either thread. Needs no timer. */
import type { Clock } from "@swarmlane/contract";

export interface TokenBucket {
  /** Takes so many tokens. False, and nothing is taken, if there are fewer. */
  take(amount?: number): boolean;
  /** Puts back tokens that were taken, up to the burst. */
  giveBack(amount?: number): void;
  /** ms until there are so many tokens; 0 when there are enough already. */
  wait(amount: number): number;
}

export function createTokenBucket(
  perSecond: number,
  burst: number,
  clock: Pick<Clock, "now">,
): TokenBucket {
  let tokens = burst;
  let filledAt = clock.now();

  function refill(): void {
    const now = clock.now();
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond);
    filledAt = now;
  }

  return {
    take(amount = 1) {
      refill();
      if (tokens < amount) return false;
      tokens -= amount;
      return true;
    },
    giveBack(amount = 1) {
      tokens = Math.min(burst, tokens + amount);
    },
    wait(amount) {
      refill();
      const missing = Math.min(amount, burst) - tokens;
      return missing <= 0 ? 0 : Math.ceil((missing / perSecond) * 1000);
    },
  };
}
