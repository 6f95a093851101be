/** Measures one transfer from seeders to a downloader: how fast, and what it costs. Node. */
import type { Core } from "../model/contender.ts";
import type { Metric } from "../model/metric.ts";
import type { Outcome } from "../model/workload.ts";
import type { Cost, Peer } from "./peer.ts";
import type { Stage } from "./stage.ts";
import { openSwarm, type SwarmOptions } from "./swarm.ts";

/** The figures of `measureTransfer`. */
export const transferMetrics: readonly Metric[] = [
  { id: "throughput", label: "throughput", unit: "MB/s", better: "higher" },
  { id: "download", label: "downloader's main thread", unit: "ms/MB", better: "lower" },
  { id: "upload", label: "seeders' main threads", unit: "ms/MB", better: "lower" },
  {
    id: "downloadProcessor",
    label: "downloader's main thread, processor",
    unit: "ms/MB",
    better: "lower",
  },
  {
    id: "uploadProcessor",
    label: "seeders' main threads, processor",
    unit: "ms/MB",
    better: "lower",
  },
  { id: "processor", label: "processor, all threads of all", unit: "ms/MB", better: "lower" },
];

/** As many downloads at a time as the loaders do by default. */
export const parallelDownloads = 3;

export async function measureTransfer(
  stage: Stage,
  core: Core,
  options: Omit<SwarmOptions, "parallel">,
): Promise<Outcome> {
  const swarm = await openSwarm(stage, core, { ...options, parallel: parallelDownloads });
  const everyone = [swarm.downloader, ...swarm.seeders];
  const { result, costs } = await measureAll(everyone, () => swarm.download());
  const [downloading, ...uploading] = costs;
  const megabytes = result.bytes / 1e6;
  return {
    figures: {
      throughput: megabytes / (result.total / 1000),
      download: sumCosts([downloading], "mainThread") / megabytes,
      upload: sumCosts(uploading, "mainThread") / megabytes,
      downloadProcessor: sumCosts([downloading], "mainThreadProcessor") / megabytes,
      uploadProcessor: sumCosts(uploading, "mainThreadProcessor") / megabytes,
      processor: sumCosts(costs, "processor") / megabytes,
    },
  };
}

/** Measures the cost of `work` for each of the peers, in their order. */
export async function measureAll<Result>(
  peers: readonly Peer[],
  work: () => Promise<Result>,
): Promise<{ result: Result; costs: Cost[] }> {
  const [first, ...others] = peers;
  if (first === undefined) return { result: await work(), costs: [] };
  const { result: inner, ...cost } = await first.measure(() => measureAll(others, work));
  return { result: inner.result, costs: [cost, ...inner.costs] };
}

/** ms of one part of the costs of several peers. */
export function sumCosts(costs: readonly (Cost | undefined)[], part: keyof Cost): number {
  return costs.reduce((total, cost) => total + (cost?.[part] ?? 0), 0);
}
