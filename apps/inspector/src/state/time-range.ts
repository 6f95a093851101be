/** The time range that the lanes show, in ms of the session. Pure. */

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** A narrower range would be below the resolution of the clock, and a range of more than a day is an error. */
const narrowest = 20;
const widest = 86_400_000;
/** What of the range lies after the moment when it is followed: room for what comes. */
const ahead = 0.06;

export function zoomRange({ from, to }: TimeRange, factor: number, at: number): TimeRange {
  const width = Math.min(widest, Math.max(narrowest, (to - from) * factor));
  const share = (at - from) / (to - from);
  return { from: at - width * share, to: at + width * (1 - share) };
}

export function panRange({ from, to }: TimeRange, share: number): TimeRange {
  const by = (to - from) * share;
  return { from: from + by, to: to + by };
}

/** As wide as it is, with `t` near its right edge; unchanged while `t` is in it, with a little room. */
export function followRange(range: TimeRange, t: number): TimeRange {
  const width = range.to - range.from;
  const to = t + width * ahead;
  return t >= range.from && to <= range.to ? range : { from: to - width, to };
}

/** All of it, with a little room. */
export function fitRange(from: number, to: number): TimeRange {
  const width = Math.max(narrowest, to - from);
  return { from: from - width * 0.02, to: to + width * ahead };
}
