/**
 * The figures of a run that the repository keeps, because the tables and charts of the documentation need them. Pure.
 * One run is one line, so that a change of a few runs is a change of a few lines.
 */
import type { Scenario } from "../scenario/scenario.ts";
import type { Cause } from "../results/recorder.ts";
import type { Figures } from "../results/figures.ts";

const kept = [
  "copies",
  "copiesSettled",
  "neighbourElection",
  "shareFromPeers",
  "bestShare",
  "shareOfBest",
  "stalls",
  "viewersThatStalled",
  "stalledSeconds",
  "startUpMedian",
  "startUpP95",
  "uploadRatioMedian",
  "uploadRatioP95",
  "uploadRatioMost",
  "uploadGini",
  "controlShare",
  "connectionsMade",
  "connectionsLost",
  "connectionsFailed",
  "corruptSegments",
] as const satisfies readonly (keyof Figures)[];

export type SavedFigure = (typeof kept)[number];

export interface SavedRun extends Readonly<Record<SavedFigure, number>> {
  readonly scenario: string;
  readonly viewers: number;
  readonly seconds: number;
  readonly seed: string;
  readonly contender: string;
  /** The share of the copies that went to viewers without any connection, where somebody else had the segment. 0…1. */
  readonly unconnectedShare: number;
}

/** Viewers of the benchmark, in a browser each. */
export interface RealRun {
  readonly workload: string;
  /** As the benchmark names it. */
  readonly contender: string;
  readonly copies: number;
  readonly stalls: number;
  /** When the run was made, as YYYY-MM-DD. */
  readonly date: string;
}

export interface Saved {
  readonly runs: readonly SavedRun[];
  readonly real: readonly RealRun[];
}

export const nothingSaved: Saved = { runs: [], real: [] };

export function condense(
  { name, viewers, seconds, seed }: Pick<Scenario, "name" | "viewers" | "seconds" | "seed">,
  contender: string,
  figures: Figures,
): SavedRun {
  const pairs = kept.map((key) => [key, round(figures[key])] as const);
  const numbers = Object.fromEntries(pairs) as Record<SavedFigure, number>;
  const unconnectedShare = round(unconnectedShareOf(figures));
  return { scenario: name, viewers, seconds, seed, contender, ...numbers, unconnectedShare };
}

function unconnectedShareOf({ requests }: Figures): number {
  const unconnected: Cause = "no neighbours yet";
  let [all, theirs] = [0, 0];
  for (const { cause, count } of requests) {
    all += count;
    if (cause === unconnected) theirs += count;
  }
  return all === 0 ? 0 : theirs / all;
}

/** A run of a version of the simulator that did not count something yet has no figure for it. */
function round(figure: number | undefined): number {
  return Math.round((figure ?? 0) * 1e4) / 1e4;
}

/** `added` replaces earlier runs of the same. */
export function merge(before: Saved, added: Saved): Saved {
  return {
    runs: mergeBy(before.runs, added.runs, ({ scenario, viewers, seconds, seed, contender }) =>
      [scenario, String(viewers).padStart(6), String(seconds).padStart(6), seed, contender].join(),
    ),
    real: mergeBy(before.real, added.real, ({ workload, contender }) => `${workload},${contender}`),
  };
}

function mergeBy<Item>(
  before: readonly Item[],
  added: readonly Item[],
  keyOf: (item: Item) => string,
): Item[] {
  const byKey = new Map([...before, ...added].map((item) => [keyOf(item), item]));
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item);
}

export function serialize({ runs, real }: Saved): string {
  const lines = (items: readonly object[]): string =>
    items.map((item) => `\n    ${JSON.stringify(item)}`).join(",");
  return `{\n  "runs": [${lines(runs)}\n  ],\n  "real": [${lines(real)}\n  ]\n}\n`;
}
