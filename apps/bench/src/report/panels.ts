/** The panels of the published picture: which metrics a visitor sees first, and why one of them is left out. Pure. */
import type { ContenderResult, WorkloadResult } from "../model/results.ts";
import { limitTo } from "../model/select.ts";
import type { Summary } from "../model/statistics.ts";
import type { Workload } from "../model/workload.ts";

/** A row of the table below. Lower is better in all of them, so that a reader learns one rule. */
export interface PanelChoice {
  readonly workload: string;
  readonly metric: string;
  readonly title: string;
  /** Labels by contender id, ours first: the target drawn is that of the first one. */
  readonly bars: Readonly<Record<string, string>>;
  /** A second metric, in brackets after each figure. */
  readonly beside?: { readonly metric: string; readonly label: string };
}

const [v06, v2] = ["p2p-media-loader 0.6.2", "p2p-media-loader 2.3.1"];
const allThree = { ours: "Swarmlane", "0.6.2": v06, "2.3.1": v2 };
const sixViewers = { "ours-hls1": "Swarmlane", "0.6.2": v06, "2.3.1": v2 };
const onHls1 = { ours: "Swarmlane", "2.3.1": v2, alone: "hls.js alone" };

/** At most eight: more are not read. */
export const panelChoices: readonly PanelChoice[] = [
  {
    ...{ workload: "six-viewers", metric: "copies", bars: sixViewers },
    title: "Recording: copies that the origin sends to six viewers",
  },
  {
    ...{ workload: "six-viewers-live", metric: "copies", bars: sixViewers },
    title: "Live: copies that the origin sends to six viewers",
  },
  {
    ...{ workload: "p2p", metric: "download", bars: allThree },
    title: "Main thread: cost of a megabyte from a peer",
    beside: { metric: "processor", label: "all threads" },
  },
  {
    ...{ workload: "heavy-wait", metric: "segment", bars: allThree },
    title: "Busy page: time per segment from a peer",
  },
  {
    ...{ workload: "hls1-busy", metric: "stalled", bars: onHls1 },
    title: "Busy page: time without a moving picture, of 30 s",
  },
  {
    ...{ workload: "start-up", metric: "cold", bars: allThree },
    title: "Cold start: first segment of a new loader",
  },
  {
    ...{ workload: "hls1-start", metric: "first", bars: onHls1 },
    title: "Start of hls.js: first picture that moves",
  },
  {
    ...{ workload: "attack", metric: "keys-extra", bars: { ours: "Swarmlane", "0.6.2": v06 } },
    title: "Four hostile peers: processor time of the attack",
  },
];

export interface Bar extends Summary {
  readonly label: string;
  readonly ours: boolean;
  /** The median of the second metric. */
  readonly beside: number | undefined;
}

export interface PanelTarget {
  /** In the unit of the panel. */
  readonly limit: number;
  readonly reached: boolean;
}

export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly runs: string;
  readonly bars: readonly Bar[];
  /** What the second metric is; undefined without one. */
  readonly beside: string | undefined;
  /** The strictest one that could be judged. */
  readonly target: PanelTarget | undefined;
}

export interface ChosenPanel {
  readonly choice: PanelChoice;
  /** The panel, or the reason why it is not shown. */
  readonly panel: Panel | { readonly missing: string };
}

/** The workloads that the panels need, with the contenders that they show. */
export function limitToPanels(workloads: readonly Workload[]): Workload[] {
  return workloads.flatMap((workload) => {
    const needed = panelChoices
      .filter((choice) => choice.workload === workload.name)
      .flatMap(({ bars }) => Object.keys(bars));
    return needed.length === 0 ? [] : [limitTo(workload, needed)];
  });
}

export function choosePanels(
  results: readonly WorkloadResult[],
  choices: readonly PanelChoice[] = panelChoices,
): ChosenPanel[] {
  return choices.map((choice) => {
    const result = results.find(({ name }) => name === choice.workload);
    const panel =
      result === undefined
        ? { missing: "This workload has not been run in full." }
        : panelOf(result, choice);
    return { choice, panel };
  });
}

function panelOf(result: WorkloadResult, choice: PanelChoice): ChosenPanel["panel"] {
  const metric = result.metrics.find(({ id }) => id === choice.metric);
  const ids = Object.keys(choice.bars);
  const shown = ids.flatMap((id) => result.contenders.filter((contender) => contender.id === id));
  const measured = shown.filter(({ summaries }) => summaries[choice.metric] !== undefined);
  const [first] = ids;
  if (metric === undefined || measured[0]?.id !== first) {
    return { missing: "There is no figure for Swarmlane." };
  }
  if (measured.length < 2) return { missing: "There is nothing to compare Swarmlane with." };
  return {
    title: choice.title,
    unit: metric.unit,
    runs: runsText(measured),
    bars: measured.flatMap((contender) => barOf(contender, choice)),
    beside: choice.beside?.label,
    target: targetOf(result, choice, first),
  };
}

function barOf({ id, summaries }: ContenderResult, choice: PanelChoice): Bar[] {
  const { metric, bars, beside } = choice;
  const summary = summaries[metric];
  if (summary === undefined) return [];
  return [
    {
      ...summary,
      label: bars[id] ?? id,
      ours: id === Object.keys(bars)[0],
      beside: beside === undefined ? undefined : summaries[beside.metric]?.median,
    },
  ];
}

function targetOf(
  { targets, verdicts }: WorkloadResult,
  { metric }: PanelChoice,
  ours: string | undefined,
): PanelTarget | undefined {
  const judged = targets.flatMap((target, index): PanelTarget[] => {
    const { limit, reached } = verdicts[index] ?? {};
    const isMeant = target.metric === metric && (target.contender ?? "ours") === ours;
    return isMeant && limit !== undefined && reached !== undefined ? [{ limit, reached }] : [];
  });
  return judged.sort((one, other) => one.limit - other.limit)[0];
}

/** "5 runs", or "4 to 5 runs" if some of a contender's runs failed. */
export function runsText(contenders: readonly Pick<ContenderResult, "runs">[]): string {
  const counts = contenders.map(({ runs }) => runs.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (counts.length === 0) return "no runs";
  const range = least === most ? String(most) : `${least} to ${most}`;
  return `${range} ${most === 1 ? "run" : "runs"}`;
}
