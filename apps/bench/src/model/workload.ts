/** What a workload is: one file in `src/workloads/`. It names the contenders, the metrics and the targets. Pure. */
import type { Stage } from "../stage/stage.ts";
import type { Contender } from "./contender.ts";
import type { Metric } from "./metric.ts";
import type { Target } from "./target.ts";

/** By metric id. A metric that a contender does not have is left out. */
export type Figures = Readonly<Record<string, number>>;

/** The result of one run of one contender. `impossible` says in words what this machine or platform cannot do. */
export type Outcome = { readonly figures: Figures } | { readonly impossible: string };

export interface Workload {
  /** As in `--only`: lower case, with hyphens. */
  readonly name: string;
  /** What is done, in one line, for the table. */
  readonly title: string;
  readonly contenders: readonly Contender[];
  readonly metrics: readonly Metric[];
  readonly targets: readonly Target[];
  /** True if the result is always the same (sizes): it runs once, whatever `--runs` says. */
  readonly once?: boolean;
  /** Runs for each one of `--runs`: more than 1 if a run is short and the results vary. Default and `--quick`: 1. */
  readonly rounds?: number;
  /** False leaves it out of `--quick`. Default true. */
  readonly quick?: boolean;
  /**
   * Measures one contender once, on a fresh stage, which is cleared away afterwards with all its browsers. A rejection
   * is a failed run: it is reported, the others go on, and the exit code is 1.
   */
  run(contender: Contender, stage: Stage): Promise<Outcome>;
}
