/** Six people watch one stream, in a browser each, with a real player: what the origin pays, and what they see. */
import { setTimeout as delay } from "node:timers/promises";
import { audienceFigures, describeReasons, describeRepeated } from "../model/audience.ts";
import { contenders, type Contender } from "../model/contender.ts";
import type { Metric } from "../model/metric.ts";
import type { Outcome, Workload } from "../model/workload.ts";
import type { PageSource } from "../stage/pages.ts";
import type { Peer } from "../stage/peer.ts";
import { expectNoErrors, readRequests, reportOf, startShow, type Show } from "../stage/show.ts";
import type { Stage } from "../stage/stage.ts";
import { oldViewerPages, viewerPages } from "../stage/viewer-pages.ts";

const onHls1: Contender = { id: "ours-hls1", label: "ours, hls.js 1", core: "ours" };

/** By contender: ours as well runs under the unmodified engine of 0.6.2, unless it is told otherwise. */
const pages: Readonly<Record<string, PageSource>> = {
  ours: oldViewerPages.ours,
  "0.6.2": oldViewerPages["0.6.2"],
  "2.3.1": viewerPages["2.3.1"],
  [onHls1.id]: viewerPages.ours,
};

const metrics: readonly Metric[] = [
  { id: "origin", label: "origin bytes a played byte", unit: "bytes", better: "lower" },
  { id: "stalls", label: "stalls of all viewers", unit: "stalls", better: "lower" },
  { id: "stalled", label: "time stalled, all viewers", unit: "s", better: "lower" },
  {
    id: "errors",
    label: "segments that a player could not decode",
    unit: "errors",
    better: "lower",
  },
  { id: "start", label: "start of playback, median viewer", unit: "ms", better: "lower" },
];

const common = {
  contenders: [contenders.ours, onHls1, contenders["0.6.2"], contenders["2.3.1"]],
  metrics,
  targets: [
    { metric: "origin", relation: "at most", factor: 0.19, of: "unit" },
    { metric: "origin", relation: "at most", factor: 1, of: { best: ["0.6.2"] } },
    { metric: "stalls", relation: "at most", factor: 0, of: "unit" },
    { metric: "origin", contender: onHls1.id, relation: "at most", factor: 0.19, of: "unit" },
    { metric: "stalls", contender: onHls1.id, relation: "at most", factor: 0, of: "unit" },
  ],
  quick: false,
} satisfies Partial<Workload>;

export const sixViewersVod: Workload = {
  ...common,
  name: "six-viewers",
  title: "six players of one recording, 6 s apart (ideal: 0.167 origin bytes a played byte)",
  run: ({ id }, stage) => watch(stage, id, { apart: 6000, path: "/streams" }),
};

export const sixViewersLive: Workload = {
  ...common,
  name: "six-viewers-live",
  title: "six players of one live stream, 1 s apart (ideal: 0.167 origin bytes a played byte)",
  run: ({ id }, stage) => watch(stage, id, { apart: 1000, path: `/live/${stage.swarm}` }),
};

/** s; the recording lasts 64. */
const longest = 64 + 40;

async function watch(
  stage: Stage,
  contender: string,
  show: Pick<Show, "apart" | "path">,
): Promise<Outcome> {
  const source = pages[contender];
  if (source === undefined) return { impossible: "no such page" };
  const begin = performance.now();
  const opened = await startShow(stage, { source, viewers: 6, ...show });
  const deadline = begin + 1000 * longest;
  while (performance.now() < deadline && !(await everybodySaw(opened))) await delay(500);
  const reports = await Promise.all(opened.map(reportOf));
  expectNoErrors(reports);
  const requests = await readRequests(stage, show.path);
  stage.progress(`the origin gave more than once: ${describeRepeated(requests)}`);
  const reasons = describeReasons(reports);
  if (reasons !== "") stage.progress(`HTTP downloads: ${reasons}`);
  return { figures: audienceFigures(reports, requests) };
}

async function everybodySaw(opened: readonly Peer[]): Promise<boolean> {
  const ended = await Promise.all(
    opened.map(({ page }) => page.evaluate(() => window.viewer?.report().ended === true)),
  );
  return !ended.includes(false);
}
