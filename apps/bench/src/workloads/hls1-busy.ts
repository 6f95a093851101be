/** hls.js 1 on a page that is busy with something else: how long the picture stands still. */
import { setTimeout as delay } from "node:timers/promises";
import { contenders, type Contender } from "../model/contender.ts";
import type { Outcome, Workload } from "../model/workload.ts";
import { wait, type Blocking } from "../stage/block-page.ts";
import { expectNoErrors, reportOf, viewerOptions } from "../stage/show.ts";
import { viewerPages } from "../stage/viewer-pages.ts";

const alone: Contender = { id: "alone", label: "hls.js alone", core: "bare" };

/** As in the other workloads with a busy page. The player also gets only a twentieth of the time. */
const blocking: Blocking = { busy: 200, every: 210 };
/** s from the viewer's start. */
const watched = 30;
/** s that the viewer on an idle page is ahead. */
const ahead = 6;

export const hls1Busy: Workload = {
  name: "hls1-busy",
  quick: false,
  title: `hls.js 1 with one other viewer: the first ${watched} s on a page that is blocked ${blocking.busy} ms of every ${blocking.every}`,
  contenders: [contenders.ours, contenders["2.3.1"], alone],
  metrics: [
    { id: "stalled", label: "picture stands still, start included", unit: "s", better: "lower" },
    { id: "stalls", label: "stalls", unit: "stalls", better: "lower" },
    { id: "start", label: "start of playback", unit: "s", better: "lower" },
    { id: "fromPeers", label: "bytes from peers", unit: "%", better: "higher" },
  ],
  targets: [
    { metric: "stalled", relation: "at most", factor: 1.05, of: { best: [alone.id] } },
    { metric: "stalls", relation: "at most", factor: 0, of: "unit" },
  ],
  async run({ core }, stage): Promise<Outcome> {
    if (core === "0.6.2") return { impossible: "The engine of 0.6.2 does not support hls.js 1." };
    const options = viewerOptions(stage, "/streams");
    const [other, busy] = await Promise.all([
      stage.open(viewerPages[core]),
      stage.open(viewerPages[core]),
    ]);
    await Promise.all(
      [other, busy].map(({ page }) => page.waitFor(() => window.viewer !== undefined)),
    );
    await other.page.evaluate((given) => window.viewer?.start(given), options);
    await delay(1000 * ahead);
    await wait(busy.page, stage, blocking);
    await busy.page.evaluate((given) => window.viewer?.start(given), options);
    await delay(1000 * watched);
    const report = await reportOf(busy);
    expectNoErrors([report]);
    const start = (report.startUp ?? 1000 * watched) / 1000;
    const { http, p2p } = report.bytes;
    return {
      figures: {
        stalled: start + report.stalls.reduce((sum, stall) => sum + stall, 0) / 1000,
        stalls: report.stalls.length,
        start,
        // A page that received nothing has no share.
        ...(http + p2p === 0 ? {} : { fromPeers: (100 * p2p) / (http + p2p) }),
      },
    };
  },
};
