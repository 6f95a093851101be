/** A peer's measured download speed. Pure. */

/** Weight of the newest transfer: three transfers on, an old speed counts a third. */
const newest = 0.3;

/** In bytes per millisecond. `ms` counts from the request: a slow answer is slow, too. */
export function smoothSpeed(before: number | undefined, bytes: number, ms: number): number {
  const speed = bytes / Math.max(ms, 1);
  return before === undefined ? speed : before + newest * (speed - before);
}
