/** The cost of announcements: receiving a peer's map, and sending our own to twenty peers. */
import { contenders } from "../model/contender.ts";
import type { Metric } from "../model/metric.ts";
import type { Workload } from "../model/workload.ts";
import { crowdPages } from "../stage/crowd-pages.ts";
// Declares what its page adds to `window`.
import type {} from "../page/crowd.page.ts";

const sizes = [200, 2000] as const;
const peers = 20;

const metrics: readonly Metric[] = sizes.flatMap((segments): Metric[] => [
  { id: `receive-${segments}`, label: `receive a map of ${segments}`, unit: "ms", better: "lower" },
  { id: `send-${segments}`, label: `send a map of ${segments}`, unit: "ms", better: "lower" },
]);

export const announce: Workload = {
  name: "announce",
  title: `whole maps from and to ${peers} peers of 0.6, one segment changed, with all that follows from it`,
  contenders: [contenders.ours, contenders["0.6.2"]],
  metrics,
  targets: [],
  run: async ({ core }, stage) => {
    if (core !== "ours" && core !== "0.6.2") return { impossible: "no such page" };
    const { page } = await stage.open(crowdPages[core]);
    const figures: Record<string, number> = {};
    for (const segments of sizes) {
      const report = await page.evaluate(([name, options]) => window.crowdOf[name].maps(options), [
        core,
        { segments, peers },
      ] as const);
      figures[`receive-${segments}`] = report.receive;
      figures[`send-${segments}`] = report.send;
    }
    return { figures };
  },
};
