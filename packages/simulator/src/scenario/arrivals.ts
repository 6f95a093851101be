/** When viewers come. Pure. */
import type { Dice } from "../random/random.ts";

export type Arrivals =
  /** One every so many ms. */
  | { readonly kind: "staggered"; readonly every: number }
  /** All within so many ms, at random times. */
  | { readonly kind: "flash"; readonly within: number }
  /** At random, so many ms apart on average. */
  | { readonly kind: "poisson"; readonly mean: number };

/** In ms, rising. */
export function drawArrivals(arrivals: Arrivals, viewers: number, dice: Dice): number[] {
  const times: number[] = [];
  switch (arrivals.kind) {
    case "staggered":
      for (let n = 0; n < viewers; n += 1) times.push(n * arrivals.every);
      return times;
    case "flash":
      for (let n = 0; n < viewers; n += 1) times.push(dice.between(0, arrivals.within));
      return times.sort((one, other) => one - other);
    case "poisson": {
      let at = 0;
      for (let n = 0; n < viewers; n += 1) times.push((at += dice.exponential(arrivals.mean)));
      return times;
    }
  }
}
