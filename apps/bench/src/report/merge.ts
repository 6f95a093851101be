/**
 * One result per workload from many reports: the newest measurement of each. Several reports of the same build on the same
 * machine count as one measurement, so that a long one can be made in parts. Pure.
 */
import { concludeWorkload, type RunRecord, type WorkloadResult } from "../model/results.ts";
import { limitTo } from "../model/select.ts";
import type { Workload } from "../model/workload.ts";
import type { Report } from "./report.ts";

export interface Measurement {
  readonly result: WorkloadResult;
  /** The newest of the reports that it consists of. */
  readonly report: Report;
}

/**
 * @param reports in any order; quick ones are not published
 * @param workloads metrics and targets are taken from here, and not from the reports, which may be older
 */
export function mergeReports(
  reports: readonly Report[],
  workloads: readonly Workload[],
): Measurement[] {
  const newestFirst = reports
    .filter(({ quick }) => !quick)
    .sort((one, other) => (one.date < other.date ? 1 : -1));
  return workloads.flatMap((workload) => {
    const having = newestFirst.filter((report) => recordsOf(report, workload.name).length > 0);
    const [newest] = having;
    if (newest === undefined) return [];
    const records = having
      .filter((report) => conditionsOf(report) === conditionsOf(newest))
      .flatMap((report) => recordsOf(report, workload.name));
    const measured = limitTo(
      workload,
      records.map(({ contender }) => contender),
    );
    return [{ result: concludeWorkload(measured, records), report: newest }];
  });
}

/** The same for reports whose runs can be compared. */
function conditionsOf({ date, machine, revision }: Report): string {
  const { cpu, cores, browser, packages } = machine;
  const build = revision === undefined ? date : [revision.packages, revision.isChanged];
  return JSON.stringify([build, cpu, cores, browser, packages]);
}

function recordsOf({ workloads }: Report, name: string): RunRecord[] {
  const contenders = workloads.find((workload) => workload.name === name)?.contenders ?? [];
  return contenders.flatMap(({ id, runs, failures, impossible }) =>
    [
      ...runs.map((figures) => ({ figures })),
      ...failures.map((failed) => ({ failed })),
      ...impossible.map((reason) => ({ impossible: reason })),
    ].map((outcome, index) => ({ contender: id, run: index + 1, outcome })),
  );
}
