/** What a workload measures. Pure. */

/** One row of a workload's table. */
export interface Metric {
  /** Key of the figures that `run` returns. */
  readonly id: string;
  readonly label: string;
  /** "MB/s", "ms/MB", … */
  readonly unit: string;
  /** Which of two figures is the better one. */
  readonly better: "higher" | "lower";
}
