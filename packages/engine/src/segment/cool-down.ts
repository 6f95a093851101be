/**
 * How long a segment that failed over HTTP rests, and when an explicit `load()` may wake it. Pure.
 * The first explicit retry is at once, the next ones 1 s, 2 s, 4 s … apart: players ask every 500 ms.
 */

/** All in ms of the engine's clock. */
export interface CoolDown {
  /** Undefined: awake. */
  readonly until: number | undefined;
  /** The origin answered 404 before: the next one is told. */
  readonly isMissed: boolean;
  /** Explicit retries so far. */
  readonly retries: number;
  /** No explicit retry before. */
  readonly retryFrom: number;
}

export const neverFailed: CoolDown = {
  until: undefined,
  isMissed: false,
  retries: 0,
  retryFrom: -Infinity,
};

/** `rest`: httpFailedSegmentTimeout. */
export function fail(before: CoolDown, now: number, rest: number): CoolDown {
  return { ...before, until: now + rest };
}

/**
 * A first 404: at the live edge, a peer may have a segment before every server of the origin has it. A short rest in
 * which peers are asked, then one more try. `rest`: limits.notFoundRest.
 */
export function miss(before: CoolDown, now: number, rest: number): CoolDown {
  return { ...before, until: now + rest, isMissed: true };
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
  return { ...before, until: undefined, retries: before.retries + 1, retryFrom: now + gap };
}
