/**
 * How long a segment that failed over HTTP rests, and when an explicit `load()` may wake it (B24). Pure.
 * The first explicit retry is at once, the next ones 1 s, 2 s, 4 s … apart: players ask every 500 ms.
 */

/** All in ms of the engine's clock. */
export interface CoolDown {
  /** Undefined: awake. */
  readonly until: number | undefined;
  /** Explicit retries so far. */
  readonly retries: number;
  /** No explicit retry before. */
  readonly retryFrom: number;
}

export const neverFailed: CoolDown = { until: undefined, retries: 0, retryFrom: -Infinity };

/** `rest`: httpFailedSegmentTimeout. */
export function fail(before: CoolDown, now: number, rest: number): CoolDown {
  return { ...before, until: now + rest };
}

export function wake(before: CoolDown): CoolDown {
  return { ...before, until: undefined };
}

export function mayRetry({ retryFrom }: CoolDown, now: number): boolean {
  return now >= retryFrom;
}

/** `spacing`: limits.retrySpacing; it doubles up to `rest`. */
export function retry(before: CoolDown, now: number, spacing: number, rest: number): CoolDown {
  const gap = Math.min(spacing * 2 ** before.retries, rest);
  return { until: undefined, retries: before.retries + 1, retryFrom: now + gap };
}
