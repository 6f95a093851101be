/** Segments from one seeder over a connection with latency: shows whether any round trip is idle. */
import { everybody, peers } from "../model/contender.ts";
import type { Workload } from "../model/workload.ts";
import { emulateLink, homeLink } from "../stage/slow-link.ts";
import { measureTransfer, transferMetrics } from "../stage/transfer.ts";

export const latency: Workload = {
  name: "latency",
  quick: false,
  title: "segments of 250 kB from one seeder over 40 ms and 20 Mbit/s",
  contenders: everybody,
  metrics: transferMetrics,
  targets: [
    { metric: "throughput", relation: "at least", factor: 0.95, of: { best: ["bare"] } },
    { metric: "throughput", relation: "at least", factor: 1, of: { best: peers } },
  ],
  run: ({ core }, stage) =>
    measureTransfer(stage, core, {
      count: 60,
      bytes: 250_000,
      seeders: 1,
      prepare: (peer) => emulateLink(peer, homeLink),
    }),
};
