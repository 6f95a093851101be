/** The cost of one legal map for the thread that reads it: alone, and when 24 peers have announced the same. */
import { contenders } from "../model/contender.ts";
import type { Metric } from "../model/metric.ts";
import { summarize } from "../model/statistics.ts";
import type { Workload } from "../model/workload.ts";
import type { MapVariant } from "../page/map-variants.ts";
import type { PageSource } from "../stage/pages.ts";
// Declares what its page adds to `window`.
import type {} from "../page/map-cost.page.ts";

const page: PageSource = {
  name: "map-cost",
  entry: "map-cost.page.ts",
  workers: ["map-cost.worker.ts"],
};

const variants: readonly { readonly id: MapVariant; readonly label: string }[] = [
  { id: "short", label: "short ids, 36 KB" },
  { id: "fresh", label: "ids that are always new, 48 KB" },
  { id: "long", label: "ids of 60 characters, 252 KB" },
  { id: "key", label: "a stream key of 2,000 characters, 34 KB" },
];
/** The most peers that a viewer accepts. */
const crowds = [1, 24] as const;

const cases = variants.flatMap(({ id, label }) =>
  crowds.map((peers) => ({
    ...{ id: `${id}-${peers}`, variant: id, peers },
    label: `${label}; ${peers === 1 ? "alone" : `${peers} peers`}`,
  })),
);

export const mapCost: Workload = {
  name: "map-cost",
  title:
    "a map of 4,000 entries, all of them other ones than before, from the frame to the end of what follows",
  contenders: [contenders.ours],
  metrics: cases.map(({ id, label }): Metric => ({ id, label, unit: "ms", better: "lower" })),
  targets: cases.map(({ id }) => ({
    ...{ metric: id, relation: "at most", factor: 5, of: "unit" },
  })),
  async run(_contender, stage) {
    const { page: measuring } = await stage.open(page);
    const figures: Record<string, number> = {};
    for (const { id, variant, peers } of cases) {
      const spent = await measuring.evaluate((request) => window.mapCost(request), {
        ...{ variant, peers, maps: stage.quick ? 20 : 60 },
      });
      figures[id] = summarize(spent)?.median ?? NaN;
    }
    return { figures };
  },
};
