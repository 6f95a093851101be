/**
 * hls.js 1 on `@swarmlane/hlsjs`, on p2p-media-loader-hlsjs 2.3.1, and alone: when the first picture comes, and what the
 * loading costs the page's thread while it plays.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { UndrivenPage } from "@swarmlane/testkit/node";
import { contenders, type Contender, type Core } from "../model/contender.ts";
import type { Outcome, Workload } from "../model/workload.ts";
import type { PageSource } from "../stage/pages.ts";
import type { Peer } from "../stage/peer.ts";
import { expectNoErrors, reportOf, startShow, viewerOptions } from "../stage/show.ts";
import type { Stage } from "../stage/stage.ts";
import { viewerPages } from "../stage/viewer-pages.ts";

const alone: Contender = { id: "alone", label: "hls.js alone", core: "bare" };
const sharing: readonly Contender[] = [contenders.ours, contenders["2.3.1"]];

/** ms that the origin waits before each answer. */
const roundTrip = 40;
/** The page's thread alone is slowed down: Chromium knows no such thing for workers. */
const slowdown = 4;
/** ms for what a browser does after it has opened a page. */
const rest = 500;
/** ms until there must be a picture. */
const patience = 30_000;

export const hls1Start: Workload = {
  name: "hls1-start",
  title: `hls.js 1: from loadSource() to the first picture that moves, origin ${roundTrip} ms away`,
  contenders: [alone, ...sharing],
  metrics: [
    { id: "first", label: "first picture", unit: "ms", better: "lower" },
    { id: "slow", label: `the same, page slowed down ${slowdown} ×`, unit: "ms", better: "lower" },
  ],
  targets: [
    { metric: "first", relation: "at most", factor: 1.05, of: { best: [alone.id] } },
    { metric: "slow", relation: "at most", factor: 1.05, of: { best: [alone.id] } },
  ],
  rounds: 5,
  async run({ core }, stage) {
    const source = pageOf(core);
    if (source === undefined) return { impossible: "no such page" };
    const query = new URLSearchParams({ path: "/streams/", fault: `delay:${roundTrip}` });
    await fetch(`${stage.urls.origin}/control/fault?${query.toString()}`);
    const peer = await stage.open(source);
    // What a browser does for the first time is nobody's merit.
    await timeFirst(peer.page, stage, 1);
    await peer.page.close();
    const sample = async (rate: number): Promise<number> => {
      const page = await peer.again();
      const first = await timeFirst(page, stage, rate);
      await page.close();
      return first;
    };
    return { figures: { first: await sample(1), slow: await sample(slowdown) } };
  },
};

/** ms */
async function timeFirst(page: UndrivenPage, stage: Stage, rate: number): Promise<number> {
  await page.waitFor(() => window.viewer !== undefined);
  await delay(rest);
  const session = await page.devtools();
  await session.send("Emulation.setCPUThrottlingRate", { rate });
  await page.evaluate((given) => window.viewer?.start(given), viewerOptions(stage, "/streams"));
  const deadline = performance.now() + patience;
  while (performance.now() < deadline) {
    const report = await reportOf({ page });
    expectNoErrors([report]);
    if (report.startUp !== undefined) return report.startUp;
    await delay(50);
  }
  throw new Error(`no picture within ${patience} ms`);
}

/** s of playback that are measured, and s that pass before. */
const [measured, before] = [30, 10];

export const hls1Page: Workload = {
  name: "hls1-page",
  title: `hls.js 1: the page's thread while ${measured} s are played, with two other viewers, and with three on the player alone`,
  contenders: sharing,
  metrics: [
    { id: "page", label: "page's thread, processor", unit: "ms/s", better: "lower" },
    { id: "alone", label: "three viewers on hls.js alone", unit: "ms/s", better: "lower" },
    { id: "added", label: "added by the engine", unit: "ms/s", better: "lower" },
    { id: "share", label: "bytes from peers", unit: "%", better: "higher" },
    { id: "stalls", label: "stalls", unit: "stalls", better: "lower" },
  ],
  targets: [
    { metric: "added", relation: "at most", factor: 0.2, of: { best: ["2.3.1"] } },
    { metric: "stalls", relation: "at most", factor: 0, of: "unit" },
  ],
  quick: false,
  rounds: 2,
  async run({ core }, stage): Promise<Outcome> {
    const source = pageOf(core);
    if (source === undefined) return { impossible: "no such page" };
    // As many viewers as below: three browsers on one machine slow each other down, whatever loads their segments.
    const alone = await playMeasured(stage, viewerPages.bare);
    const shared = await playMeasured(stage, source);
    const { http, p2p } = shared.bytes;
    return {
      figures: {
        page: shared.perSecond,
        alone: alone.perSecond,
        added: shared.perSecond - alone.perSecond,
        share: (100 * p2p) / (http + p2p),
        stalls: shared.stalls,
      },
    };
  },
};

/** Three viewers: how much main-thread time the last one to arrive needs, and which bytes it got from whom. */
async function playMeasured(stage: Stage, source: PageSource) {
  const show = { source, viewers: 3, apart: 3000, path: "/streams" };
  const opened = await startShow(stage, show);
  const last = opened.at(-1);
  if (last === undefined) throw new Error("there is no viewer");
  await delay(1000 * before);
  const { mainThreadProcessor } = await last.measure(() => delay(1000 * measured));
  const { bytes, stalls, errors } = await reportOf(last);
  if (errors.length > 0) throw new Error(errors.join("\n"));
  await Promise.all(opened.map((peer: Peer) => peer.close()));
  return { perSecond: mainThreadProcessor / measured, bytes, stalls: stalls.length };
}

function pageOf(core: Core): PageSource | undefined {
  return core === "0.6.2" ? undefined : viewerPages[core];
}
