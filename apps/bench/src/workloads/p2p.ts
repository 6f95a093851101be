/** Segments from one seeder, large and small: the throughput, and the cost for both pages. */
import { everybody, peers } from "../model/contender.ts";
import type { Workload } from "../model/workload.ts";
import { measureTransfer, transferMetrics } from "../stage/transfer.ts";

export const p2p: Workload = {
  ...transfer(60, 1_000_000),
  name: "p2p",
  title: "segments of 1 MB from one seeder",
  targets: [
    { metric: "throughput", relation: "at least", factor: 0.95, of: { best: ["bare"] } },
    { metric: "throughput", relation: "at least", factor: 1, of: { best: ["2.3.1"] } },
    { metric: "download", relation: "at most", factor: 0.8, of: "unit" },
    { metric: "download", relation: "at most", factor: 1 / 12, of: { best: peers } },
    { metric: "upload", relation: "at most", factor: 0.2, of: "unit" },
    { metric: "upload", relation: "at most", factor: 1 / 30, of: { best: peers } },
  ],
};

export const p2pSmall: Workload = {
  ...transfer(600, 100_000),
  name: "p2p-small",
  title: "segments of 100 kB from one seeder",
  targets: [{ metric: "throughput", relation: "at least", factor: 1.5, of: { best: ["0.6.2"] } }],
};

function transfer(count: number, bytes: number): Pick<Workload, "contenders" | "metrics" | "run"> {
  return {
    contenders: everybody,
    metrics: transferMetrics,
    run: ({ core }, stage) =>
      measureTransfer(stage, core, { count: stage.quick ? count / 4 : count, bytes, seeders: 1 }),
  };
}
