/** Segments over HTTP alone: how fast, and what the page pays for it. */
import { everybody, peers } from "../model/contender.ts";
import type { Workload } from "../model/workload.ts";
import { load, openLoader } from "../stage/loader-pages.ts";

const bytes = 1_000_000;
/** Beside those that are measured: connections are open and code is warm, which takes V8 some tens of segments. */
export const httpWarmUps = 40;

export const http: Workload = {
  name: "http",
  title: "segments of 1 MB over HTTP, no peers",
  contenders: everybody,
  metrics: [
    { id: "throughput", label: "throughput", unit: "MB/s", better: "higher" },
    { id: "page", label: "page main thread", unit: "ms/MB", better: "lower" },
    { id: "pageProcessor", label: "page main thread, processor", unit: "ms/MB", better: "lower" },
    { id: "processor", label: "processor, all threads", unit: "ms/MB", better: "lower" },
  ],
  targets: [
    {
      metric: "throughput",
      relation: "at least",
      factor: 1,
      of: { best: [...peers, "bare"] },
    },
    { metric: "page", relation: "at most", factor: 0.8, of: "unit" },
    { metric: "page", relation: "at most", factor: 1 / 10, of: { best: peers } },
  ],
  run: async ({ core }, stage) => {
    const count = stage.quick ? 20 : 60;
    const peer = await openLoader(stage, core, {
      role: "http",
      tracker: stage.urls.tracker,
      swarm: stage.swarm,
      segments: await stage.segments(count + httpWarmUps, bytes),
      parallel: 4,
    });
    await load(peer, count, count + httpWarmUps);
    const { result, ...cost } = await peer.measure(() => load(peer, 0, count));
    const megabytes = result.bytes / 1e6;
    return {
      figures: {
        throughput: megabytes / (result.total / 1000),
        page: cost.mainThread / megabytes,
        pageProcessor: cost.mainThreadProcessor / megabytes,
        processor: cost.processor / megabytes,
      },
    };
  },
};
