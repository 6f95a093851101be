/**
 * Who watches, and over what: access links, round trips and pairs that cannot connect, as published figures have them.
 * The sources, and what was derived from them, are in docs/simulator.md.
 */
import type { Access } from "../network/network.ts";
import type { Dice } from "../random/random.ts";

/** A kind of access. Rates in Mbit/s: the median, and the spread of the logarithm around it. */
export interface AccessClass {
  readonly name: string;
  /** Share of the viewers. */
  readonly share: number;
  readonly down: number;
  readonly up: number;
  readonly spread: number;
  /** ms, one way, from the viewer to the middle of the network: from and to. */
  readonly latency: readonly [low: number, high: number];
  readonly loss: number;
}

export interface Population {
  readonly name: string;
  readonly classes: readonly AccessClass[];
  /** Share of the pairs that cannot connect. */
  readonly blockedPairs: number;
  /** ms until the candidates of an offer are gathered: the median. */
  readonly gathering: number;
  /** ms that a connection takes besides its round trips: certificates, handshakes, a busy page. The median. */
  readonly connecting: number;
}

/** Bytes per millisecond in a Mbit/s. */
export const mbit = 1000 / 8;

export const reference: Population = {
  name: "reference",
  classes: [
    {
      name: "fixed",
      share: 0.65,
      down: 100,
      up: 20,
      spread: 0.8,
      latency: [5, 20],
      loss: 0.0002,
    },
    {
      name: "mobile",
      share: 0.35,
      down: 60,
      up: 11,
      spread: 0.8,
      latency: [15, 30],
      loss: 0.001,
    },
  ],
  blockedPairs: 0.12,
  gathering: 150,
  connecting: 100,
};

export const hard: Population = {
  name: "hard",
  classes: [
    {
      name: "fixed",
      share: 0.2,
      down: 50,
      up: 10,
      spread: 0.9,
      latency: [8, 35],
      loss: 0.0005,
    },
    {
      name: "mobile",
      share: 0.8,
      down: 35,
      up: 8,
      spread: 0.9,
      latency: [25, 70],
      loss: 0.003,
    },
  ],
  blockedPairs: 0.3,
  gathering: 300,
  connecting: 200,
};

/** One machine, as the benchmark has it: six browsers on loopback. */
export const oneMachine: Population = {
  name: "one machine",
  classes: [
    {
      name: "loopback",
      share: 1,
      down: 400,
      up: 400,
      spread: 0,
      latency: [0.25, 0.25],
      loss: 0,
    },
  ],
  blockedPairs: 0,
  gathering: 300,
  connecting: 300,
};

export function drawAccess(population: Population, dice: Dice): Access {
  const one = drawClass(population.classes, dice.next());
  const { down, up, spread, latency, loss } = one;
  // One factor for both rates: whoever pays for more gets more of both.
  const factor = dice.logNormal(1, spread);
  return {
    down: Math.max(least, down * factor) * mbit,
    up: Math.max(least / 4, up * factor) * mbit,
    latency: dice.between(...latency),
    loss,
  };
}

/** Mbit/s: nobody with less watches video. */
const least = 2;

function drawClass(classes: readonly AccessClass[], at: number): AccessClass {
  let below = 0;
  for (const each of classes) {
    below += each.share;
    if (at < below) return each;
  }
  const last = classes.at(-1);
  if (last === undefined) throw new RangeError("A population needs at least one class of access.");
  return last;
}
