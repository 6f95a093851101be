/** Segments over HTTP only: the throughput, and the cost for the page. */
import { everybody, peers } from "../model/contender.ts";
import type { Workload } from "../model/workload.ts";
import { load, openLoader } from "../stage/loader-pages.ts";

const bytes = 1_000_000;
const count = 60;
/** One pass takes a third of a second, so a garbage collection or two would decide the result. */
const passes = 5;
/** Segments before the measurement, which open connections and warm up code. V8 needs some tens of them. */
export const httpWarmUps = 40;

export const http: Workload = {
  name: "http",
  title: `${count} segments of 1 MB over HTTP, no peers; ${passes} times (--quick: once)`,
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
    const all = count * (stage.quick ? 1 : passes);
    const peer = await openLoader(stage, core, {
      role: "http",
      tracker: stage.urls.tracker,
      swarm: stage.swarm,
      segments: await stage.segments(all + httpWarmUps, bytes),
      parallel: 4,
    });
    await load(peer, all, all + httpWarmUps);
    const { result: ms, ...cost } = await peer.measure(async () => {
      let sum = 0;
      for (let from = 0; from < all; from += count) {
        sum += (await load(peer, from, from + count)).total;
      }
      return sum;
    });
    const megabytes = (all * bytes) / 1e6;
    return {
      figures: {
        throughput: megabytes / (ms / 1000),
        page: cost.mainThread / megabytes,
        pageProcessor: cost.mainThreadProcessor / megabytes,
        processor: cost.processor / megabytes,
      },
    };
  },
};
