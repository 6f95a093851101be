/** Limits how often something may happen: a steady rate, with bursts. Pure. */

export interface RateLimiter {
  /** How many uses are left at this moment. */
  readonly available: number;
  /** Counts one use. Returns false if none is left. */
  take(): boolean;
}

/** `now` is monotonic, in ms. A whole burst is available at first. */
export function createRateLimiter(
  perSecond: number,
  burst: number,
  now: () => number,
): RateLimiter {
  let level = burst;
  let filledAt = now();

  function refill(): number {
    const time = now();
    level = Math.min(burst, level + ((time - filledAt) / 1000) * perSecond);
    filledAt = time;
    return Math.floor(level);
  }

  return {
    get available() {
      return refill();
    },
    take() {
      if (refill() < 1) return false;
      level -= 1;
      return true;
    },
  };
}
