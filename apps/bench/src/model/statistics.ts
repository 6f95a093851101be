/** Statistics for few runs on a noisy machine: the median, and the spread between the lowest and the highest run. Pure. */

export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** (most − least) / median: 0.1 is "within 10 %". */
  readonly spread: number;
}

/** Undefined if there are no figures. */
export function summarize(figures: readonly number[]): Summary | undefined {
  const sorted = [...figures].sort((a, b) => a - b);
  const least = sorted[0];
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) return undefined;
  const low = sorted[(sorted.length - 1) >> 1] ?? least;
  const high = sorted[sorted.length >> 1] ?? most;
  const median = (low + high) / 2;
  return { median, least, most, spread: median === 0 ? 0 : (most - least) / Math.abs(median) };
}
