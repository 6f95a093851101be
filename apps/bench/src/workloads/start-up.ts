/**
 * From the constructor to the first segment: in a page that just opened, and with a loader that was created 200 ms earlier.
 * Each sample has a page of its own, in a browser that has done the same once before. Contenders take turns after each sample.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { UndrivenPage } from "@swarmlane/testkit/node";
import { contenders } from "../model/contender.ts";
import type { Workload } from "../model/workload.ts";
import type { PeerOptions } from "../page/bench-page.ts";
import { openLoader } from "../stage/loader-pages.ts";

const bytes = 100_000;
/** ms that a worker has to start: less than a manifest takes on most connections. */
const lead = 200;
/** ms for what a browser does after it has opened a page. */
const rest = 300;

export const startUp: Workload = {
  name: "start-up",
  title: "a loader's first segment (100 kB over HTTP, a tracker given), each in a fresh page",
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
  rounds: 5,
  run: async ({ core }, stage) => {
    const options: PeerOptions = {
      role: "seeder",
      tracker: stage.urls.tracker,
      swarm: stage.swarm,
      segments: await stage.segments(1, bytes),
      parallel: 2,
    };
    const peer = await openLoader(stage, core);
    // The browser's own first-time work is not measured.
    await timeFirst(peer.page, options, 0);
    await peer.page.evaluate(() => window.bench?.destroy());
    const sample = async (wait: number): Promise<number> => {
      const page = await peer.again();
      const first = await timeFirst(page, options, wait);
      await page.close();
      return first;
    };
    return { figures: { cold: await sample(0), ready: await sample(lead) } };
  },
};

/** ms. Without a `wait`, this includes the constructor. */
async function timeFirst(page: UndrivenPage, options: PeerOptions, wait: number): Promise<number> {
  await page.waitFor(() => window.bench !== undefined);
  await delay(rest);
  return page.evaluate(
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
}
