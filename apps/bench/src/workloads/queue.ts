/** The cost of `load()` and the policy with long queues and many peers. */
import { contenders } from "../model/contender.ts";
import type { Metric } from "../model/metric.ts";
import type { Workload } from "../model/workload.ts";
import { crowdPages } from "../stage/crowd-pages.ts";
// Declares what its page adds to `window`.
import type {} from "../page/crowd.page.ts";

const sizes = [20, 200, 2000] as const;
const crowds = [1, 10, 50] as const;
const most = 2000;
const everybody = 50;

const combinations = sizes.flatMap((segments) => crowds.map((peers) => ({ segments, peers })));
const nameOf = ({ segments, peers }: (typeof combinations)[number]) => `next-${segments}x${peers}`;

const metrics: readonly Metric[] = [
  ...combinations.map((combination): Metric => ({
    id: nameOf(combination),
    label: `load() of ${combination.segments}, ${combination.peers} peers`,
    unit: "ms",
    better: "lower",
  })),
  { id: "first", label: `first load() of ${most}`, unit: "ms", better: "lower" },
  { id: "growth", label: "growth 200 to 2000, by n log n", unit: "×", better: "lower" },
  { id: "crowd", label: "growth 1 to 50 peers, 2000", unit: "×", better: "lower" },
  { id: "page", label: `page: load() of ${most}, no peers`, unit: "ms", better: "lower" },
];

/** 2,000 × log 2,000 over 200 × log 200. */
const allowedGrowth = (most * Math.log(most)) / (200 * Math.log(200));

export const queue: Workload = {
  name: "queue",
  title:
    "load() of the queue a segment later, with peers that hold it all; on the thread that thinks",
  contenders: [contenders.ours, contenders["0.6.2"]],
  metrics,
  targets: [
    { metric: `next-${most}x${everybody}`, relation: "at most", factor: 10, of: "unit" },
    { metric: "growth", relation: "at most", factor: 1, of: "unit" },
    // Nothing new is announced: this allows for the few segments that are requested.
    { metric: "crowd", relation: "at most", factor: 1.2, of: "unit" },
  ],
  run: async ({ core }, stage) => {
    if (core !== "ours" && core !== "0.6.2") return { impossible: "no such page" };
    const { page } = await stage.open(crowdPages[core]);
    const figures: Record<string, number> = {};
    for (const combination of combinations) {
      stage.progress(`${combination.segments} segments, ${combination.peers} peers`);
      const report = await page.evaluate(([name, options]) => window.crowdOf[name].queue(options), [
        core,
        combination,
      ] as const);
      figures[nameOf(combination)] = report.next;
      if (combination.segments === most) figures["first"] = report.first;
    }
    const large = figures[`next-${most}x${everybody}`] ?? 0;
    const medium = figures[`next-200x${everybody}`] ?? 0;
    const alone = figures[`next-${most}x1`] ?? 0;
    const pageLoad = await page.evaluate(
      ([name, segments]) => window.crowdOf[name].pageLoad(segments),
      [core, most] as const,
    );
    return {
      figures: {
        ...figures,
        growth: large / medium / allowedGrowth,
        crowd: large / alone,
        page: pageLoad,
      },
    };
  },
};
