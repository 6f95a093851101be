/** From the constructor to the first segment: in a page that just opened, and when the loader was made 200 ms before. */
import { contenders, type Core } from "../model/contender.ts";
import { summarize } from "../model/statistics.ts";
import type { Workload } from "../model/workload.ts";
import type { PeerOptions } from "../page/bench-page.ts";
import { openLoader } from "../stage/loader-pages.ts";
import type { Stage } from "../stage/stage.ts";

const bytes = 100_000;
/** ms that a worker has for its start: less than a manifest takes on most links. */
const lead = 200;

export const startUp: Workload = {
  name: "start-up",
  title: "a loader's first segment (100 kB over HTTP, peers switched on), each in a fresh browser",
  contenders: [contenders.ours, contenders["0.6.2"], contenders["2.3.1"], contenders.bare],
  metrics: [
    { id: "cold", label: "constructor to segment", unit: "ms", better: "lower" },
    {
      id: "ready",
      label: `load() to segment, made ${lead} ms before`,
      unit: "ms",
      better: "lower",
    },
  ],
  targets: [
    { metric: "ready", relation: "at most", factor: 1.2, of: { best: ["0.6.2"] } },
    { metric: "cold", relation: "at most", factor: 2, of: { best: ["0.6.2"] } },
  ],
  run: async ({ core }, stage) => {
    const cold: number[] = [];
    const ready: number[] = [];
    // One browser's start differs from the next one's by more than what is compared.
    for (let browser = 0; browser < (stage.quick ? 3 : 5); browser++) {
      cold.push(await timeFirst(stage, core, 0));
      ready.push(await timeFirst(stage, core, lead));
    }
    return { figures: { cold: medianOf(cold), ready: medianOf(ready) } };
  },
};

/** ms. Without a lead the constructor counts, too. */
async function timeFirst(stage: Stage, core: Core, wait: number): Promise<number> {
  const peer = await openLoader(stage, core);
  const options: PeerOptions = {
    role: "seeder",
    tracker: stage.urls.tracker,
    swarm: stage.swarm,
    segments: await stage.segments(1, bytes),
    parallel: 2,
  };
  const first = await peer.page.evaluate(
    async ([given, ms]) => {
      if (window.bench === undefined) throw new Error("the page has no loader");
      const made = performance.now();
      window.bench.open(given);
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      const asked = ms > 0 ? performance.now() : made;
      await window.bench.load(0, 1);
      return performance.now() - asked;
    },
    [options, wait] as const,
  );
  // The next browser has the machine to itself.
  await peer.close();
  return first;
}

function medianOf(figures: readonly number[]): number {
  return summarize(figures)?.median ?? NaN;
}
