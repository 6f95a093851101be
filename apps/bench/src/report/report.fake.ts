/** A report with figures that nobody measured. Tests only. */
import { contenders } from "../model/contender.ts";
import { concludeWorkload } from "../model/results.ts";
import type { Workload } from "../model/workload.ts";
import type { Report } from "./report.ts";

const race: Workload = {
  name: "race",
  title: "who is faster",
  contenders: [contenders.ours, contenders["0.6.2"], contenders.bare],
  metrics: [
    { id: "speed", label: "speed", unit: "MB/s", better: "higher" },
    { id: "cost", label: "cost", unit: "ms/MB", better: "lower" },
  ],
  targets: [
    { metric: "speed", relation: "at least", factor: 2, of: { best: ["0.6.2"] } },
    { metric: "speed", relation: "at least", factor: 1, of: { best: ["bare"] } },
  ],
  run: () => Promise.resolve({ figures: {} }),
};

export const fakeReport: Report = {
  date: "2026-01-02T03:04:05.678Z",
  runs: 2,
  quick: false,
  machine: {
    cpu: "Abacus <4>",
    cores: 4,
    memory: 1e9,
    system: "linux 6",
    node: "20.19.0",
    browser: "156.0",
    packages: {},
  },
  workloads: [
    concludeWorkload(race, [
      { contender: "ours", run: 1, outcome: { figures: { speed: 18, cost: 0.5 } } },
      { contender: "ours", run: 2, outcome: { figures: { speed: 22, cost: 0.5 } } },
      { contender: "0.6.2", run: 1, outcome: { figures: { speed: 15 } } },
      { contender: "bare", run: 1, outcome: { failed: "no peer came\n  at some line" } },
    ]),
  ],
};
