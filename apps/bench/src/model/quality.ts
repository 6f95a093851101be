/** What a player chose while it played, in steps of a ladder of bit rates. Pure. */
import type { QualitySample } from "../page/players/player-page.ts";

export interface Quality {
  /** Mean step, over time. 0 is the lowest rung. */
  readonly step: number;
  readonly switches: number;
  /** Mean of what the player took for the speed of the network, in bits per second. */
  readonly estimate: number;
}

/** Of the samples between `from` and `to` (ms), which lie equally far apart. Switches count from the beginning. */
export function qualityOf(
  samples: readonly QualitySample[],
  rungs: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
): Quality {
  const chosen = samples.filter(({ at }) => at >= from && at <= to);
  if (chosen.length === 0) throw new Error(`the player chose nothing between ${from} and ${to} ms`);
  const steps = samples.filter(({ at }) => at <= to).map(({ bitrate }) => stepOf(bitrate, rungs));
  return {
    step: mean(chosen.map(({ bitrate }) => stepOf(bitrate, rungs))),
    switches: steps.filter((step, index) => index > 0 && step !== steps[index - 1]).length,
    estimate: mean(chosen.map(({ estimate }) => estimate)),
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

/** Some players add the audio to the declared bit rate. */
function stepOf(bitrate: number, rungs: readonly number[]): number {
  const distances = rungs.map((rung) => Math.abs(Math.log(bitrate / rung)));
  return distances.indexOf(Math.min(...distances));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
