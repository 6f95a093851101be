/** What the project wants to reach, which runs show it, and whether they do. Pure. */
import type { SavedFigure, SavedRun } from "./saved-run.ts";

export interface Target {
  readonly name: string;
  readonly title: string;
  readonly scenario: string;
  readonly viewers: number;
  /** s. */
  readonly seconds: number;
  readonly seeds: readonly string[];
  readonly goal: Goal;
}

/** Viewers must not stall more often than without P2P, whatever the goal. */
export interface Goal {
  /** Copies of each segment, at most: the mean over the whole run. */
  readonly copies?: number;
  /** Share from peers, at least: of all bytes, and of the best that is possible for the audience. 0…1. */
  readonly fromPeers?: number;
  readonly ofBest?: number;
}

const threeSeeds = ["1", "2", "3"];

export const targets: readonly Target[] = [
  {
    ...{ name: "live-100", title: "100 viewers, live", scenario: "live" },
    ...{ viewers: 100, seconds: 120, seeds: threeSeeds, goal: { copies: 2 } },
  },
  {
    ...{ name: "vod-100", title: "100 viewers, VOD", scenario: "vod" },
    ...{ viewers: 100, seconds: 400, seeds: threeSeeds, goal: { copies: 2 } },
  },
  {
    ...{ name: "live-1000", title: "1,000 viewers, live", scenario: "live" },
    ...{ viewers: 1000, seconds: 600, seeds: ["1"], goal: { copies: 10, fromPeers: 0.99 } },
  },
  {
    ...{ name: "live-10000", title: "10,000 viewers, live", scenario: "live" },
    ...{ viewers: 10_000, seconds: 600, seeds: ["1"], goal: { copies: 50, fromPeers: 0.995 } },
  },
  {
    ...{ name: "flash-1000", title: "1,000 viewers arrive within 60 s", scenario: "live" },
    ...{ viewers: 1000, seconds: 120, seeds: ["1"], goal: { copies: 30 } },
  },
  {
    ...{ name: "third-100", title: "100 viewers, a third takes only", scenario: "third" },
    ...{ viewers: 100, seconds: 120, seeds: ["1"], goal: { ofBest: 0.9 } },
  },
  {
    ...{ name: "hard-100", title: "100 viewers, hard population", scenario: "live-hard" },
    ...{ viewers: 100, seconds: 120, seeds: ["1"], goal: {} },
  },
];

/** The runs of one contender with all seeds. */
export interface Mean {
  readonly seeds: number;
  /** The mean of a figure. */
  readonly of: (figure: SavedFigure) => number;
  /** The mean of the copies that went to viewers without a connection. */
  readonly unconnectedCopies: number;
  /** The sum over all seeds. */
  readonly stalls: number;
}

export function meanOf(
  target: Target,
  contender: string,
  runs: readonly SavedRun[],
): Mean | undefined {
  const found = runs.filter(
    (run) =>
      run.contender === contender &&
      run.scenario === target.scenario &&
      run.viewers === target.viewers &&
      run.seconds === target.seconds &&
      target.seeds.includes(run.seed),
  );
  if (found.length === 0) return undefined;
  const sum = (figure: (run: SavedRun) => number): number =>
    found.reduce((all, run) => all + figure(run), 0);
  return {
    seeds: found.length,
    of: (figure) => sum((run) => run[figure]) / found.length,
    unconnectedCopies: sum((run) => run.unconnectedShare * run.copies) / found.length,
    stalls: sum((run) => run.stalls),
  };
}

/** What of the goal is missed: nothing if it is reached. `without`: the same viewers without P2P, with as many seeds. */
export function missedOf({ goal }: Target, ours: Mean, without: Mean | undefined): string[] {
  const missed: string[] = [];
  if (goal.copies !== undefined && ours.of("copies") > goal.copies) missed.push("copies");
  if (goal.fromPeers !== undefined && ours.of("shareFromPeers") < goal.fromPeers)
    missed.push("share from peers");
  if (goal.ofBest !== undefined && ours.of("shareOfBest") < goal.ofBest)
    missed.push("share of the best");
  if (without?.seeds === ours.seeds && ours.stalls > without.stalls) missed.push("stalls");
  return missed;
}
