/**
 * The quality that a player chooses on our engine, and what it chooses alone at the same time, on lines of the same speed.
 * The four lines play at the same time, each pair with links of its own. What is measured is bound by the links.
 */
import { setTimeout as delay } from "node:timers/promises";
import { startSlowLink, type SlowLink, type UndrivenPage } from "@swarmlane/testkit/node";
import type { Contender } from "../model/contender.ts";
import type { Metric } from "../model/metric.ts";
import { firstAtMost, qualityOf } from "../model/quality.ts";
import type { Target } from "../model/target.ts";
import type { Figures, Workload } from "../model/workload.ts";
import type { PlayerPageReport } from "../page/players/player-page.ts";
import { rungs, type LadderFormat } from "../stage/ladder.ts";
import { engineOptions, playerPage, playerReport, startPlayer } from "../stage/player-pages.ts";
import type { PlayerName } from "../stage/player-pages.ts";
import { openNeighbour } from "../stage/neighbour.ts";
import type { Peer } from "../stage/peer.ts";
import { emulateLink } from "../stage/slow-link.ts";
import type { Stage } from "../stage/stage.ts";

const megabit = 1e6;
/** ms */
const roundTrip = 40;
/** ms that are measured, ms that a player may take to settle, and when the last line drops. */
const [duration, settling, dropAt] = [44_000, 10_000, 20_000];

interface Line {
  readonly id: string;
  readonly label: string;
  readonly bitsPerSecond: number;
  /** From `dropAt` on. */
  readonly later?: number;
}

const drop = {
  id: "drop",
  label: "10, then 1 Mbit/s",
  bitsPerSecond: 10 * megabit,
  later: megabit,
};
const lines: readonly Line[] = [
  { id: "10", label: "10 Mbit/s", bitsPerSecond: 10 * megabit },
  { id: "5", label: "5 Mbit/s", bitsPerSecond: 5 * megabit },
  { id: "2", label: "2 Mbit/s", bitsPerSecond: 2 * megabit },
  drop,
];

/** A neighbour has all segments of all renditions. Its line is not that of the viewer: it may be in the same house. */
const neighbours = {
  none: undefined,
  fast: { roundTrip: 2, bytesPerSecond: 12_500_000 },
  slow: { roundTrip: 100, bytesPerSecond: 50_000 },
} as const;
type Neighbour = keyof typeof neighbours;

const contenderList: readonly (Contender & { readonly neighbour: Neighbour })[] = [
  { id: "ours", label: "ours, no peer", core: "ours", neighbour: "none" },
  { id: "ours-fast", label: "ours, fast peer", core: "ours", neighbour: "fast" },
  { id: "ours-slow", label: "ours, slow peer", core: "ours", neighbour: "slow" },
];

const worst = [
  { id: "worst.steps", label: "all lines: largest distance to the player alone", unit: "steps" },
  { id: "worst.switches", label: "all lines: most additional switches", unit: "switches" },
  { id: "worst.stalled", label: "all lines: longest additional stalls", unit: "s" },
] as const;

const perLine = [
  { id: "alone", label: "step of the player alone", unit: "of 5", better: "higher" },
  { id: "steps", label: "step on ours, minus that", unit: "steps", better: "higher" },
  { id: "switches", label: "switches, minus those alone", unit: "switches", better: "lower" },
  { id: "stalled", label: "stalled, minus that alone", unit: "s", better: "lower" },
  { id: "estimate", label: "estimated speed, to the player alone", unit: "×", better: "lower" },
  { id: "p2p", label: "bytes from peers", unit: "%", better: "higher" },
] as const;

const down = { id: "drop.down", label: `${drop.label}: from the drop to step 1`, unit: "s" };

const metrics: readonly Metric[] = [
  ...worst.map((metric): Metric => ({ ...metric, better: "lower" })),
  ...lines.flatMap((line) =>
    perLine.map(({ id, label, ...metric }): Metric => ({
      ...{ ...metric, id: `${line.id}.${id}`, label: `${line.label}: ${label}` },
    })),
  ),
  { ...down, better: "lower" },
  { ...down, id: "drop.down-alone", label: `${down.label}, player alone`, better: "lower" },
];

const limits = { "worst.steps": 1, "worst.switches": 0, "worst.stalled": 0.5 };

function targets(): Target[] {
  return contenderList.flatMap(({ id: contender }) =>
    Object.entries(limits).map(([metric, factor]): Target => ({
      ...{ metric, contender, relation: "at most", factor, of: "unit" },
    })),
  );
}

function abr(name: string, player: PlayerName, label: string, format: LadderFormat): Workload {
  return {
    name: `abr-${name}`,
    title: `${label}: the quality that it chooses on lines of 10, 5 and 2 Mbit/s and on one that drops, origin ${roundTrip} ms away`,
    contenders: contenderList,
    metrics,
    targets: targets(),
    quick: false,
    async run({ id }, stage) {
      const contender = contenderList.find((one) => one.id === id);
      const near = neighbours[contender?.neighbour ?? "none"];
      const manifest = await stage.ladder(format);
      if (near !== undefined) {
        // Its line is made slow afterwards, or it would take its time to load everything.
        await emulateLink(await openNeighbour(stage, format), near);
      }
      return { figures: await measurePairs(stage, player, manifest) };
    },
  };
}

export const abrHls = abr("hls", "hlsjs", "hls.js 1", "hls");
export const abrShaka = abr("shaka", "shaka", "Shaka 5", "dash");
export const abrDash = abr("dash", "dashjs", "dash.js 5", "dash");
export const abrVideojs = abr("videojs", "videojs", "video.js 8", "hls");

interface Pair {
  readonly line: Line;
  readonly alone: UndrivenPage;
  readonly ours: UndrivenPage;
  readonly links: readonly SlowLink[];
}

/** All players of one kind share a browser, but each has a process and connections of its own. */
async function measurePairs(stage: Stage, player: PlayerName, manifest: string): Promise<Figures> {
  const source = playerPage(player);
  const [alone, ours] = [await stage.open(source), await stage.open(source)];
  const pairs: Pair[] = [];
  try {
    for (const [index, line] of lines.entries()) {
      const pageOf = (peer: Peer) => (index === 0 ? peer.page : peer.again());
      const { bitsPerSecond } = line;
      const options = { target: stage.urls.crossOrigin, roundTrip, bitsPerSecond };
      const links = [await startSlowLink(options), await startSlowLink(options)];
      pairs.push({ line, links, alone: await pageOf(alone), ours: await pageOf(ours) });
    }
    await Promise.all(pairs.map((pair) => startPair(stage, pair, manifest)));
    await delay(dropAt);
    for (const { line, links } of pairs) {
      if (line.later !== undefined) for (const link of links) link.setRate(line.later);
    }
    await delay(duration - dropAt);
    const figures = await Promise.all(pairs.map(readPair));
    return concludeAll(Object.assign({}, ...figures) as Figures);
  } finally {
    await Promise.all(pairs.flatMap(({ links }) => links.map((link) => link.close())));
  }
}

async function startPair(stage: Stage, { alone, ours, links }: Pair, manifest: string) {
  const [first, second] = links;
  await Promise.all([
    startPlayer({ page: alone }, { stream: `${first?.url ?? ""}${manifest}` }),
    startPlayer(
      { page: ours },
      { stream: `${second?.url ?? ""}${manifest}`, core: engineOptions(stage) },
    ),
  ]);
}

async function readPair({ line, alone, ours }: Pair): Promise<Figures> {
  const [single, shared] = [
    await playerReport({ page: alone }),
    await playerReport({ page: ours }),
  ];
  const span = { from: settling, to: duration };
  const [own, engine] = [single, shared].map(({ samples }) => qualityOf(samples, rungs, span));
  if (own === undefined || engine === undefined) throw new Error("a pair has two players");
  const { httpBytes = 0, p2pBytes = 0 } = shared.engine ?? {};
  const figures = {
    alone: own.step,
    steps: engine.step - own.step,
    switches: engine.switches - own.switches,
    stalled: stalledSeconds(shared) - stalledSeconds(single),
    estimate: engine.estimate / own.estimate,
    p2p: (100 * p2pBytes) / Math.max(1, httpBytes + p2pBytes),
    ...(line.later !== undefined && {
      down: secondsToStepOne(shared),
      "down-alone": secondsToStepOne(single),
    }),
  };
  return Object.fromEntries(
    Object.entries(figures).map(([id, value]) => [`${line.id}.${id}`, value]),
  );
}

function stalledSeconds({ stalls }: PlayerPageReport): number {
  return stalls.reduce((sum, ms) => sum + ms, 0) / 1000;
}

/** Until the end of the measurement, if the player never went down. */
function secondsToStepOne({ samples }: PlayerPageReport): number {
  const at = firstAtMost(samples, rungs, { from: dropAt, most: 1 }) ?? duration;
  return (at - dropAt) / 1000;
}

function concludeAll(figures: Figures): Figures {
  const most = (id: string, of = (value: number) => value) =>
    Math.max(...lines.map((line) => of(figures[`${line.id}.${id}`] ?? 0)));
  return {
    ...figures,
    "worst.steps": most("steps", Math.abs),
    "worst.switches": most("switches"),
    "worst.stalled": most("stalled"),
  };
}
