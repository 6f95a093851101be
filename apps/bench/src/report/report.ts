/** All results of one call of the benchmark, as in `bench-results/<date>.json`. Pure. */
import type { WorkloadResult } from "../model/results.ts";
import type { Machine } from "./machine.ts";
import type { Revision } from "./revision.ts";

export interface Report {
  /** Start of the benchmark, in ISO 8601. */
  readonly date: string;
  readonly runs: number;
  readonly quick: boolean;
  /** Undefined without Git. */
  readonly revision?: Revision | undefined;
  readonly machine: Machine;
  readonly workloads: readonly WorkloadResult[];
}
