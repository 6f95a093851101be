/** All results of one call of the benchmark: what `bench-results/<date>.json` holds. Pure. */
import type { WorkloadResult } from "../model/results.ts";
import type { Machine } from "./machine.ts";

export interface Report {
  /** ISO 8601, when it began. */
  readonly date: string;
  readonly runs: number;
  readonly quick: boolean;
  readonly machine: Machine;
  readonly workloads: readonly WorkloadResult[];
}
