/** What a player chose while it played, in steps of a ladder of bit rates. Pure. */
import type { QualitySample } from "../page/players/player-page.ts";

/** ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The mean step over the span. 0 is the lowest rung. Samples lie equally far apart. */
export function stepWithin(
  samples: readonly QualitySample[],
  rungs: readonly number[],
  span: Span,
): number {
  return mean(within(samples, span).map(({ bitrate }) => stepOf(bitrate, rungs)));
}

/** The mean of what the player took for the speed of the network, in bits per second. */
export function estimateWithin(samples: readonly QualitySample[], span: Span): number {
  return mean(within(samples, span).map(({ estimate }) => estimate));
}

/** How often the player chose another step, and how often a lower one. */
export function countSwitches(
  samples: readonly QualitySample[],
  rungs: readonly number[],
): { readonly all: number; readonly down: number } {
  const steps = samples.map(({ bitrate }) => stepOf(bitrate, rungs));
  const changes = steps.slice(1).map((step, index) => step - (steps[index] ?? step));
  return {
    all: changes.filter((change) => change !== 0).length,
    down: changes.filter((change) => change < 0).length,
  };
}

/** When the player chose a step of at most `most` for the first time after `from` (ms). */
export function firstAtMost(
  samples: readonly QualitySample[],
  rungs: readonly number[],
  { from, most }: { readonly from: number; readonly most: number },
): number | undefined {
  return samples.find(({ at, bitrate }) => at >= from && stepOf(bitrate, rungs) <= most)?.at;
}

function within(samples: readonly QualitySample[], { from, to }: Span): readonly QualitySample[] {
  const chosen = samples.filter(({ at }) => at >= from && at <= to);
  if (chosen.length === 0) throw new Error(`the player chose nothing between ${from} and ${to} ms`);
  return chosen;
}

/** Some players add the audio to the declared bit rate. */
function stepOf(bitrate: number, rungs: readonly number[]): number {
  const distances = rungs.map((rung) => Math.abs(Math.log(bitrate / rung)));
  return distances.indexOf(Math.min(...distances));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
