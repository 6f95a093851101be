/** The results as they are written to `bench-results/`: every run's figures, their summaries, and the verdicts. Pure. */
import type { Core } from "./contender.ts";
import { summarize, type Summary } from "./statistics.ts";
import { judge, type Verdict } from "./target.ts";
import type { Figures, Outcome, Workload } from "./workload.ts";

/** One run of one contender. */
export interface RunRecord {
  readonly contender: string;
  /** From 1. */
  readonly run: number;
  readonly outcome: Outcome | { readonly failed: string };
}

export interface ContenderResult {
  readonly id: string;
  readonly label: string;
  readonly core: Core;
  readonly runs: readonly Figures[];
  /** By metric id. */
  readonly summaries: Readonly<Record<string, Summary>>;
  /** Why there is no figure, once for each reason. */
  readonly impossible: readonly string[];
  readonly failures: readonly string[];
}

export interface WorkloadResult {
  readonly name: string;
  readonly title: string;
  readonly metrics: Workload["metrics"];
  readonly targets: Workload["targets"];
  readonly contenders: readonly ContenderResult[];
  readonly verdicts: readonly Verdict[];
}

export function concludeWorkload(
  workload: Workload,
  records: readonly RunRecord[],
): WorkloadResult {
  const { name, title, metrics, targets } = workload;
  const contenders = workload.contenders.map(({ id, label, core }): ContenderResult => {
    const outcomes = records
      .filter(({ contender }) => contender === id)
      .map(({ outcome }) => checkFigures(outcome));
    const runs = outcomes.flatMap((outcome) => ("figures" in outcome ? [outcome.figures] : []));
    return {
      id,
      label,
      core,
      runs,
      summaries: summarizeAll(runs),
      impossible: unique(outcomes.flatMap((one) => ("impossible" in one ? [one.impossible] : []))),
      failures: outcomes.flatMap((one) => ("failed" in one ? [one.failed] : [])),
    };
  });
  const medianOf = (contender: string, metric: string) =>
    contenders.find(({ id }) => id === contender)?.summaries[metric]?.median;
  return {
    name,
    title,
    metrics,
    targets,
    contenders,
    verdicts: targets.map((target) => judge(target, metrics, medianOf)),
  };
}

/** A division by zero is no measurement: the run failed, and says which figure it was. */
function checkFigures(outcome: RunRecord["outcome"]): RunRecord["outcome"] {
  if (!("figures" in outcome)) return outcome;
  const wrong = Object.entries(outcome.figures).find(([, figure]) => !Number.isFinite(figure));
  return wrong === undefined ? outcome : { failed: `the figure "${wrong[0]}" is not a number` };
}

function summarizeAll(runs: readonly Figures[]): Record<string, Summary> {
  const ids = unique(runs.flatMap((figures) => Object.keys(figures)));
  return Object.fromEntries(
    ids.flatMap((id) => {
      const summary = summarize(runs.map((run) => run[id]).filter((value) => value !== undefined));
      return summary === undefined ? [] : [[id, summary] as const];
    }),
  );
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
