/** Computes bytes per second over the whole session, in a given number of steps. Pure. */
import type { TrafficPoint } from "../../state/history.ts";

export interface Throughput {
  /** ms of the session. */
  readonly times: readonly number[];
  /** Bytes per second. */
  readonly http: readonly number[];
  /** Over HTTP and from peers together: the chart stacks them. */
  readonly both: readonly number[];
}

export function throughputOf(
  points: readonly TrafficPoint[],
  from: number,
  to: number,
  steps: number,
): Throughput {
  const width = Math.max(1, (to - from) / steps);
  const times: number[] = [];
  const http: number[] = [];
  const both: number[] = [];
  let next = 0;
  const totalsAt = (t: number): Totals => {
    while (next < points.length && (points[next]?.t ?? Infinity) <= t) next += 1;
    return between(points[next - 1], points[next], t);
  };
  let before = totalsAt(from);
  for (let step = 1; step <= steps; step += 1) {
    const end = from + step * width;
    const after = totalsAt(end);
    const seconds = width / 1000;
    const fromHttp = rise(before.http, after.http) / seconds;
    times.push(end);
    http.push(fromHttp);
    both.push(fromHttp + rise(before.p2p, after.p2p) / seconds);
    before = after;
  }
  return { times, http, both };
}

type Totals = Pick<TrafficPoint, "http" | "p2p">;

/** Totals are only reported now and then. In between, they are assumed to rise evenly. */
function between(a: TrafficPoint | undefined, b: TrafficPoint | undefined, t: number): Totals {
  if (a === undefined || b === undefined || b.t === a.t) return a ?? b ?? { http: 0, p2p: 0 };
  const share = (t - a.t) / (b.t - a.t);
  return { http: a.http + (b.http - a.http) * share, p2p: a.p2p + (b.p2p - a.p2p) * share };
}

/** Totals never decrease, and a restarted session does not count as a download. */
function rise(before: number, after: number): number {
  return Math.max(0, after - before);
}
