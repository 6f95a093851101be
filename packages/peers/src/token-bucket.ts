/** A rate with a burst. Pure. */

export interface TokenBucket {
  /** Whole tokens there are now. */
  readonly tokens: number;
  /** Takes one; false when there is none. */
  take(): boolean;
}

/** `now` is monotonic, in ms. Starts full. */
export function createTokenBucket(
  perSecond: number,
  burst: number,
  now: () => number,
): TokenBucket {
  let level = burst;
  let filledAt = now();

  function refill(): number {
    const time = now();
    level = Math.min(burst, level + ((time - filledAt) / 1000) * perSecond);
    filledAt = time;
    return Math.floor(level);
  }

  return {
    get tokens() {
      return refill();
    },
    take() {
      if (refill() < 1) return false;
      level -= 1;
      return true;
    },
  };
}
