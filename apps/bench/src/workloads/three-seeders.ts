/** Segments from three seeders at once. */
import { everybody } from "../model/contender.ts";
import type { Workload } from "../model/workload.ts";
import { measureTransfer, transferMetrics } from "../stage/transfer.ts";

export const threeSeeders: Workload = {
  name: "three-seeders",
  title: "segments of 1 MB from three seeders",
  quick: false,
  contenders: everybody,
  metrics: transferMetrics,
  targets: [
    { metric: "throughput", relation: "at least", factor: 1, of: { best: ["2.3.1"] } },
    { metric: "throughput", relation: "at least", factor: 0.95, of: { best: ["bare"] } },
  ],
  run: ({ core }, stage) =>
    measureTransfer(stage, core, { count: 60, bytes: 1_000_000, seeders: 3 }),
};
