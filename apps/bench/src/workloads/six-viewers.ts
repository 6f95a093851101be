/** Six people watch one stream, in a browser each, with a real player: what the origin pays, and what they see. */
import { setTimeout as delay } from "node:timers/promises";
import type { LoggedRequest } from "@swarmlane/testkit/node";
import { audienceFigures, describeReasons, describeRepeated } from "../model/audience.ts";
import { contenders, type Core } from "../model/contender.ts";
import type { Metric } from "../model/metric.ts";
import type { Outcome, Workload } from "../model/workload.ts";
import type { ViewerOptions, ViewerReport } from "../page/viewer-page.ts";
import type { Peer } from "../stage/peer.ts";
import type { Stage } from "../stage/stage.ts";
import { howToGetPlayer2, viewerPageOf } from "../stage/viewer-pages.ts";

const viewers = 6;

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
  contenders: [contenders.ours, contenders["0.6.2"], contenders["2.3.1"]],
  metrics,
  targets: [
    { metric: "origin", relation: "at most", factor: 0.19, of: "unit" },
    { metric: "origin", relation: "at most", factor: 1, of: { best: ["0.6.2"] } },
    { metric: "stalls", relation: "at most", factor: 0, of: "unit" },
  ],
  quick: false,
} satisfies Partial<Workload>;

export const sixViewersVod: Workload = {
  ...common,
  name: "six-viewers",
  title: "six players of one recording, 6 s apart (ideal: 0.167 origin bytes a played byte)",
  run: ({ core }, stage) => watch(stage, core, { apart: 6000, path: "/streams" }),
};

export const sixViewersLive: Workload = {
  ...common,
  name: "six-viewers-live",
  title: "six players of one live stream, 1 s apart (ideal: 0.167 origin bytes a played byte)",
  run: ({ core }, stage) => watch(stage, core, { apart: 1000, path: `/live/${stage.swarm}` }),
};

interface Show {
  /** ms between two viewers' starts. */
  readonly apart: number;
  /** Of the streams on the origin: as they are, or as they go by. */
  readonly path: string;
}

/** s; the recording lasts 64. */
const longest = 64 + 40;

async function watch(stage: Stage, core: Core, { apart, path }: Show): Promise<Outcome> {
  const source = viewerPageOf(core);
  if (source === undefined) return { impossible: howToGetPlayer2 };
  const opened = await Promise.all(Array.from({ length: viewers }, () => stage.open(source)));
  // Some load modules first.
  await Promise.all(opened.map(({ page }) => page.waitFor(() => window.viewer !== undefined)));
  const options: ViewerOptions = {
    stream: `${stage.urls.crossOrigin}${path}/hls-ts/master.m3u8`,
    tracker: stage.urls.tracker,
    swarm: stage.swarm,
  };
  const begin = performance.now();
  for (const [index, { page }] of opened.entries()) {
    await delay(Math.max(0, begin + index * apart - performance.now()));
    await page.evaluate((given) => window.viewer?.start(given), options);
  }
  const deadline = performance.now() + 1000 * longest;
  while (performance.now() < deadline && !(await everybodySaw(opened))) await delay(500);
  const reports = await Promise.all(opened.map(reportOf));
  const errors = reports.flatMap((report) => report.errors);
  if (errors.length > 0) throw new Error(errors.join("\n"));
  const requests = await readRequests(stage, path);
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

async function reportOf({ page }: Peer): Promise<ViewerReport> {
  const report = await page.evaluate(() => window.viewer?.report());
  if (report === undefined) throw new Error("the page has no viewer");
  return report;
}

/** The origin's own log: what a loader gave up half-way counts as far as it came. */
async function readRequests(stage: Stage, path: string): Promise<LoggedRequest[]> {
  const response = await fetch(`${stage.urls.origin}/control/log`);
  const log = (await response.json()) as LoggedRequest[];
  return log.filter((entry) => entry.path.startsWith(path) && entry.path.endsWith(".ts"));
}
