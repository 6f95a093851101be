/**
 * The quality that a player chooses on our engine, and what it chooses alone at the same time, on lines of the same speed.
 * The four lines play at the same time, each pair with links of its own. What is measured is bound by the links.
 */
import type { Contender } from "../model/contender.ts";
import type { Metric } from "../model/metric.ts";
import { countSwitches, estimateWithin, firstAtMost, stepWithin } from "../model/quality.ts";
import type { Target } from "../model/target.ts";
import type { Figures, Workload } from "../model/workload.ts";
import type { PlayerPageReport } from "../page/players/player-page.ts";
import { rungs, type LadderFormat } from "../stage/ladder.ts";
import type { PlayerName } from "../stage/player-pages.ts";
import { playPairs, type Line, type PairShow, type PlayedPair } from "../stage/player-pairs.ts";
import { openNeighbour } from "../stage/neighbour.ts";
import { emulateLink } from "../stage/slow-link.ts";

const megabit = 1e6;
/** ms */
const roundTrip = 40;
/** ms that are measured, and when the last line drops. */
const [duration, dropAt] = [44_000, 20_000];
/** ms from when on the choice counts: a player starts low, and its estimate follows a drop slowly. */
const [settled, settledAgain] = [10_000, 34_000];

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
  slow: { roundTrip: 100, bytesPerSecond: 125_000 },
} as const;
type Neighbour = keyof typeof neighbours;

const contenderList: readonly (Contender & { readonly neighbour: Neighbour })[] = [
  { id: "ours", label: "ours, no peer", core: "ours", neighbour: "none" },
  { id: "ours-fast", label: "ours, fast peer", core: "ours", neighbour: "fast" },
  { id: "ours-slow", label: "ours, slow peer", core: "ours", neighbour: "slow" },
];

const worst = [
  { id: "worst.steps", label: "all lines: largest distance to the player alone", unit: "steps" },
  {
    id: "worst.lower",
    label: "all lines: most additional switches to a lower step",
    unit: "switches",
  },
  { id: "worst.stalled", label: "all lines: longest additional stalls", unit: "s" },
] as const;

const perLine = [
  { id: "alone", label: "step of the player alone", unit: "of 5", better: "higher" },
  { id: "steps", label: "step on ours, minus that", unit: "steps", better: "higher" },
  { id: "switches", label: "switches, minus those alone", unit: "switches", better: "lower" },
  {
    id: "lower",
    label: "switches to a lower step, minus those alone",
    unit: "switches",
    better: "lower",
  },
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

const limits = { "worst.steps": 1, "worst.lower": 0, "worst.stalled": 0.5 };

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
      const manifests = await stage.ladder(format);
      if (near !== undefined) {
        // Its line is made slow afterwards, or it would take its time to load everything.
        await emulateLink(await openNeighbour(stage, manifests), near);
      }
      const swarmOf = (line: Line) =>
        near === undefined ? `${stage.swarm}-${line.id}` : stage.swarm;
      const times = { roundTrip, duration, dropAt };
      return {
        figures: await measure({ stage, player, manifest: manifests[0], lines, swarmOf, ...times }),
      };
    },
  };
}

export const abrHls = abr("hls", "hlsjs", "hls.js 1", "hls");
export const abrShaka = abr("shaka", "shaka", "Shaka 5", "dash");
export const abrDash = abr("dash", "dashjs", "dash.js 5", "dash");
export const abrVideojs = abr("videojs", "videojs", "video.js 8", "hls");

async function measure(show: PairShow): Promise<Figures> {
  const played = await playPairs(show);
  const figures = played.map(compare);
  return concludeAll(Object.assign({}, ...figures) as Figures);
}

function compare({ line, single, shared }: PlayedPair): Figures {
  const figures = {
    ...compareSteps(line, single, shared),
    ...compareSwitches(single, shared),
    stalled: stalledSeconds(shared) - stalledSeconds(single),
    p2p: percentFromPeers(shared),
    ...(line.later !== undefined && {
      down: secondsToStepOne(shared),
      "down-alone": secondsToStepOne(single),
    }),
  };
  return Object.fromEntries(
    Object.entries(figures).map(([id, value]) => [`${line.id}.${id}`, value]),
  );
}

/** On the line that drops: before the drop or after it, whichever differs more. */
function compareSteps(
  { later }: Line,
  { samples: alone }: PlayerPageReport,
  { samples: ours }: PlayerPageReport,
) {
  const spans =
    later === undefined
      ? [{ from: settled, to: duration }]
      : [
          { from: settled, to: dropAt },
          { from: settledAgain, to: duration },
        ];
  const compared = spans.map((span) => {
    const step = stepWithin(alone, rungs, span);
    return {
      alone: step,
      steps: stepWithin(ours, rungs, span) - step,
      estimate: estimateWithin(ours, span) / estimateWithin(alone, span),
    };
  });
  return compared.reduce((one, other) =>
    Math.abs(other.steps) > Math.abs(one.steps) ? other : one,
  );
}

function compareSwitches(
  { samples: alone }: PlayerPageReport,
  { samples: ours }: PlayerPageReport,
) {
  const [own, shared] = [countSwitches(alone, rungs), countSwitches(ours, rungs)];
  return { switches: shared.all - own.all, lower: shared.down - own.down };
}

function percentFromPeers({ engine }: PlayerPageReport): number {
  const { httpBytes = 0, p2pBytes = 0 } = engine ?? {};
  return (100 * p2pBytes) / Math.max(1, httpBytes + p2pBytes);
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
    "worst.lower": most("lower"),
    "worst.stalled": most("stalled"),
  };
}
