/** What is drawn: an audience against its copies, and copies over time. Pure. */
import type { RunResult } from "../simulate.ts";
import { like062, neighbours, noP2P, ours } from "../scenario/contenders.ts";
import { drawLineChart, evenTicks, logTicks, type Series } from "./line-chart.ts";
import type { SavedRun } from "./saved-run.ts";

const colours: Readonly<Record<string, string>> = {
  [ours.name]: "#0a7d5a",
  [neighbours.name]: "#b25e00",
  [like062.name]: "#5561a8",
  [noP2P.name]: "#7a828c",
};
const ideal = "#333";

/** The scenario whose audiences are compared. */
const scenario = "live";

/** Copies after the first minute, in which the viewers arrive. Means over the seeds of each size. */
export function drawAudienceChart(runs: readonly SavedRun[]): string {
  const found = runs.filter((run) => run.scenario === scenario);
  const sizes = [...new Set(found.map(({ viewers }) => viewers))].sort((a, b) => a - b);
  const pointsOf = (
    contender: string,
    figure: "copiesSettled" | "neighbourElection",
  ): Series["points"] =>
    sizes.flatMap((viewers) => {
      const same = found.filter((run) => run.contender === contender && run.viewers === viewers);
      if (same.length === 0) return [];
      return [[viewers, same.reduce((sum, run) => sum + run[figure], 0) / same.length] as const];
    });
  const lines = [
    { label: "no P2P", colour: colours[noP2P.name], points: pointsOf(noP2P.name, "copiesSettled") },
    {
      label: "like 0.6.2",
      colour: colours[like062.name],
      points: pointsOf(like062.name, "copiesSettled"),
    },
    {
      label: "neighbour election",
      colour: colours[neighbours.name],
      points: pointsOf(neighbours.name, "copiesSettled"),
    },
    {
      label: "n/(d+1), calculated",
      colour: colours[neighbours.name],
      isDashed: true,
      points: pointsOf(ours.name, "neighbourElection"),
    },
    { label: "ours", colour: colours[ours.name], points: pointsOf(ours.name, "copiesSettled") },
    {
      label: "ideal",
      colour: ideal,
      isDashed: true,
      points: sizes.map((viewers) => [viewers, 1] as const),
    },
  ];
  const series = lines.map(({ colour = ideal, ...line }) => ({ ...line, colour }));
  const copies = series.flatMap(({ points }) => points.map(([, y]) => y));
  return drawLineChart({
    title: "Copies of each segment that leave the origin, by audience",
    note: "Simulated: the scenario “live” after its first minute, reference population. Both axes are logarithmic.",
    x: {
      label: "viewers",
      isLog: true,
      ticks: logTicks(Math.min(...sizes, 10), Math.max(...sizes, 10)),
    },
    y: { label: "copies", isLog: true, ticks: logTicks(1, Math.max(10, ...copies)) },
    series,
  });
}

export interface TimedRun {
  readonly contender: string;
  readonly title: string;
  readonly result: Pick<RunResult, "copies" | "samples">;
}

/** Each segment at the time when it was first requested; the line of the viewers is what no P2P costs at most. */
export function drawTimeChart(title: string, runs: readonly TimedRun[]): string {
  const series: Series[] = runs.map(({ contender, title: label, result }) => ({
    label,
    colour: colours[contender] ?? ideal,
    points: result.copies
      .map(({ at, copies }) => [at / 1000, copies] as const)
      .sort(([one], [other]) => one - other),
  }));
  const [first] = runs;
  /** By time: each rendition has samples of its own. */
  const present = new Map<number, number>();
  for (const { at, viewers: n } of first?.result.samples ?? [])
    present.set(at / 1000, n + (present.get(at / 1000) ?? 0));
  const viewers = [...present];
  const all = [...series, { label: "viewers", colour: ideal, isDashed: true, points: viewers }];
  const most = (axis: 0 | 1): number =>
    Math.max(1, ...all.flatMap(({ points }) => points.map((point) => point[axis])));
  return drawLineChart({
    title,
    note: "Copies of each segment, at the time when it was first requested.",
    x: { label: "s", isLog: false, ticks: evenTicks(most(0)) },
    y: { label: "copies", isLog: true, ticks: logTicks(1, most(1)) },
    series: all,
  });
}
