/** A workload, and a report with made-up figures. Tests only. */
import { contenders } from "../model/contender.ts";
import { concludeWorkload, type RunRecord } from "../model/results.ts";
import type { Workload } from "../model/workload.ts";
import type { PanelChoice } from "./panels.ts";
import type { Report } from "./report.ts";

export const fakeWorkload: Workload = {
  name: "race",
  title: "which is faster",
  contenders: [contenders.ours, contenders["0.6.2"], contenders.bare],
  metrics: [
    { id: "speed", label: "speed", unit: "MB/s", better: "higher" },
    { id: "cost", label: "cost", unit: "ms/MB", better: "lower" },
  ],
  targets: [
    { metric: "speed", relation: "at least", factor: 2, of: { best: ["0.6.2"] } },
    { metric: "speed", relation: "at least", factor: 1, of: { best: ["bare"] } },
    { metric: "cost", relation: "at most", factor: 2, of: "unit" },
    { metric: "cost", relation: "at most", factor: 0.5, of: { best: ["0.6.2"] } },
  ],
  run: () => Promise.resolve({ figures: {} }),
};

export const fakeChoice: PanelChoice = {
  workload: "race",
  metric: "cost",
  title: "What a megabyte costs",
  bars: { ours: "Swarmlane", "0.6.2": "core <0.6.2>" },
  beside: { metric: "speed", label: "speed" },
};

export const fakeRecords: readonly RunRecord[] = [
  { contender: "ours", run: 1, outcome: { figures: { speed: 18, cost: 0.5 } } },
  { contender: "ours", run: 2, outcome: { figures: { speed: 22, cost: 0.5 } } },
  { contender: "0.6.2", run: 1, outcome: { figures: { speed: 15, cost: 2 } } },
  { contender: "bare", run: 1, outcome: { failed: "no peer came\n  at some line" } },
];

export function fakeReportOf(records: readonly RunRecord[], changes: Partial<Report> = {}): Report {
  return {
    date: "2026-01-02T03:04:05.678Z",
    runs: 2,
    quick: false,
    revision: { commit: "abc1234", packages: "fff", isChanged: false },
    machine: {
      ...{ cpu: "Abacus <4>", cores: 4, memory: 1e9, system: "linux 6" },
      ...{ node: "20.19.0", browser: "156.0", packages: {} },
    },
    workloads: [concludeWorkload(fakeWorkload, records)],
    ...changes,
  };
}

export const fakeReport = fakeReportOf(fakeRecords);
