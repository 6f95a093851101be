/** Six viewers of one stream, each in a browser of its own with a real player: what the origin sends, and what they see. */
import { setTimeout as delay } from "node:timers/promises";
import {
  audienceFigures,
  describeProgress,
  describeReasons,
  describeRepeated,
} from "../model/audience.ts";
import { contenders, type Contender } from "../model/contender.ts";
import type { Metric } from "../model/metric.ts";
import type { Outcome, Workload } from "../model/workload.ts";
import type { PageSource } from "../stage/pages.ts";
import { expectNoErrors, readRequests, reportOf, startShow, type Show } from "../stage/show.ts";
import type { Stage } from "../stage/stage.ts";
import { measureAll, sumCosts } from "../stage/transfer.ts";
import { oldViewerPages, viewerPages } from "../stage/viewer-pages.ts";

const onHls1: Contender = { id: "ours-hls1", label: "ours, hls.js 1", core: "ours" };

/** By contender. Ours runs in two players: under the unmodified engine of 0.6.2 like 0.6.2, and in hls.js 1 like 2.3.1. */
const pages: Readonly<Record<string, PageSource>> = {
  ours: oldViewerPages.ours,
  "0.6.2": oldViewerPages["0.6.2"],
  "2.3.1": viewerPages["2.3.1"],
  [onHls1.id]: viewerPages.ours,
};

const metrics: readonly Metric[] = [
  {
    id: "copies",
    label: "copies of each segment that the origin sends",
    unit: "copies",
    better: "lower",
  },
  { id: "fromPeers", label: "bytes from peers", unit: "%", better: "higher" },
  { id: "stalls", label: "stalls of all viewers", unit: "stalls", better: "lower" },
  { id: "stalled", label: "time stalled, all viewers", unit: "s", better: "lower" },
  {
    id: "errors",
    label: "segments that a player could not decode",
    unit: "errors",
    better: "lower",
  },
  { id: "start", label: "start of playback, median viewer", unit: "ms", better: "lower" },
  { id: "page", label: "main thread, processor, per viewer", unit: "ms/s", better: "lower" },
  { id: "processor", label: "processor, all threads, per viewer", unit: "ms/s", better: "lower" },
];

/** One copy is the least that the origin can send; six are what it sends without sharing. */
const mostCopies = 1.14;

const common = {
  contenders: [contenders.ours, onHls1, contenders["0.6.2"], contenders["2.3.1"]],
  metrics,
  targets: [
    { metric: "copies", relation: "at most", factor: mostCopies, of: "unit" },
    { metric: "copies", relation: "at most", factor: 1, of: { best: ["0.6.2"] } },
    { metric: "stalls", relation: "at most", factor: 0, of: "unit" },
    { metric: "copies", contender: onHls1.id, relation: "at most", factor: mostCopies, of: "unit" },
    { metric: "stalls", contender: onHls1.id, relation: "at most", factor: 0, of: "unit" },
  ],
  quick: false,
} satisfies Partial<Workload>;

export const sixViewersVod: Workload = {
  ...common,
  name: "six-viewers",
  title: "six players of one recording of 64 s, 6 s apart",
  run: ({ id }, stage) => watch(stage, id, { apart: 6000, path: "/streams" }),
};

export const sixViewersLive: Workload = {
  ...common,
  name: "six-viewers-live",
  title: "six players of one live stream of 48 s, 1 s apart",
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
  // From here on, all of them watch.
  const measured = performance.now();
  const { result: reports, costs } = await measureAll(opened, async () => {
    const deadline = begin + 1000 * longest;
    let latest = await Promise.all(opened.map(reportOf));
    while (performance.now() < deadline && !latest.every(({ ended }) => ended)) {
      await delay(500);
      latest = await Promise.all(opened.map(reportOf));
    }
    return latest;
  });
  const seconds = (performance.now() - measured) / 1000;
  expectNoErrors(reports);
  const requests = await readRequests(stage, show.path);
  stage.progress(`the viewers came to ${describeProgress(reports)}`);
  stage.progress(`the origin sent more than once: ${describeRepeated(requests)}`);
  const reasons = describeReasons(reports);
  if (reasons !== "") stage.progress(`HTTP downloads: ${reasons}`);
  const perViewerSecond = (part: "mainThreadProcessor" | "processor") =>
    sumCosts(costs, part) / opened.length / seconds;
  return {
    figures: {
      ...audienceFigures(reports, requests),
      page: perViewerSecond("mainThreadProcessor"),
      processor: perViewerSecond("processor"),
    },
  };
}
