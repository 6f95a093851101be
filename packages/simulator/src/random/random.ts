/** Random numbers from a seed, so that a run can be repeated. Each part of a run has its own, named ones. Pure. */
import type { Random } from "@swarmlane/contract";

export interface Dice {
  /** A number in [0, 1). */
  readonly next: Random;
  between(low: number, high: number): number;
  /** With that mean. */
  exponential(mean: number): number;
  /** `spread`: the standard deviation of the logarithm. */
  logNormal(median: number, spread: number): number;
  chance(probability: number): boolean;
  /** A whole number below `count`. */
  below(count: number): number;
  pick<Item>(items: readonly Item[]): Item;
  hex(bytes: number): string;
  /** Others, which depend on the name and not on what was drawn here. */
  named(name: string): Dice;
}

export function createDice(seed: string): Dice {
  const next = createRandom(seed);
  const between = (low: number, high: number): number => low + next() * (high - low);
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    between,
    below,
    exponential: (mean) => -mean * Math.log(1 - next()),
    logNormal: (median, spread) => median * Math.exp(spread * normal(next)),
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError("Nothing to pick from: the list is empty.");
      return item;
    },
    hex: (bytes) =>
      Array.from({ length: bytes }, () => below(256).toString(16).padStart(2, "0")).join(""),
    named: (name) => createDice(`${seed}/${name}`),
  };
}

/** Standard normal, after Box and Muller. */
function normal(next: Random): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** The generator sfc32 (Chris Doty-Humphrey, PractRand): fast, and with a period that no run exhausts. */
function createRandom(seed: string): Random {
  let [a, b, c] = [hash(seed, 1), hash(seed, 2), hash(seed, 3)];
  let counter = 1;

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  // Its authors advise to discard the first numbers.
  for (let count = 0; count < 12; count += 1) next();
  return next;
}

/** FNV-1a, mixed. */
function hash(text: string, salt: number): number {
  let value = (0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1)) | 0;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) | 0;
}
