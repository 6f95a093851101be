/**
 * What the disk adds to a delivery and to the page. Two players, one with it and one without, play in the same minute,
 * in turns with a changing order, so that a slow moment of the machine affects both. Node.
 */
import type { Figures } from "../model/workload.ts";
import { summarize } from "../model/statistics.ts";
import type { FlowOptions } from "../page/flow.page.ts";
import { flowPages } from "../stage/flow-pages.ts";
import type { Peer } from "../stage/peer.ts";
import type { Stage } from "../stage/stage.ts";

/** Until memory's 30 segments are full and the code is warm. */
export const warmUps = 60;

/** ms from one segment to the next: 8 MB/s, faster than any stream that people watch. */
const every = 125;
/** Segments. */
const turnLength = 4;

const files = 64;
const megabyte = 1_000_000;

export async function measureTurns(stage: Stage): Promise<Figures> {
  const [onDisk, without] = await Promise.all([openPaced(stage, true), openPaced(stage, false)]);
  const factors: number[] = [];
  for (let turn = 0; turn < (stage.quick ? 8 : 60); turn++) {
    const [first, second] = turn % 2 === 0 ? [onDisk, without] : [without, onDisk];
    const medians = new Map([[first, medianOf(await first.play(turnLength))]]);
    medians.set(second, medianOf(await second.play(turnLength)));
    factors.push((medians.get(onDisk) ?? NaN) / (medians.get(without) ?? NaN));
  }
  // All segments that were played at a viewer's pace must be on the disk. Otherwise this measured something else.
  const played = (warmUps + onDisk.delays.length) * megabyte;
  if ((await onDisk.stored()) < played) throw new Error("not all that was played is on the disk");
  const delay = medianOf(onDisk.delays);
  return {
    delay,
    delayToMemory: delay / medianOf(without.delays),
    delaySpread: spreadOfHalf(factors),
    pageToMemory: onDisk.spent.pageProcessor / without.spent.pageProcessor,
  };
}

interface PacedPlayer {
  /** Plays that many more segments. Resolves to the delay of each in ms. */
  play(segments: number): Promise<readonly number[]>;
  /** For all segments since the warm-up. */
  readonly delays: readonly number[];
  /** Bytes on the disk, when all segments are written. */
  stored(): Promise<number>;
  readonly spent: { readonly pageProcessor: number };
}

async function openPaced(stage: Stage, onDisk: boolean): Promise<PacedPlayer> {
  const peer = await stage.openOnDisk(flowPages.ours);
  // One segment at a time and only on request, so that its delay is that of one download and one delivery.
  const settings = { requiredSegmentsPriority: 0, httpDownloadProbability: 0 };
  await openFlow(stage, peer, onDisk, settings);
  const pace = (from: number, to: number, ms: number) =>
    peer.page.evaluate(([first, end, rest]) => window.flow.pace(first, end, rest), [
      from,
      to,
      ms,
    ] as const);
  await pace(0, warmUps, every / 2);
  let next = warmUps;
  const delays: number[] = [];
  const spent = { pageProcessor: 0 };
  return {
    ...{ delays, spent },
    stored: () => peer.page.evaluate(() => window.flow.stored()),
    async play(segments) {
      const from = next;
      next += segments;
      const { result, mainThreadProcessor } = await peer.measure(() => pace(from, next, every));
      delays.push(...result);
      spent.pageProcessor += mainThreadProcessor;
      return result;
    },
  };
}

/** A player over files of 1 MB; `more` are settings of its loader. */
export async function openFlow(
  stage: Stage,
  peer: Peer,
  onDisk: boolean,
  more: object = {},
): Promise<void> {
  const options: FlowOptions = {
    base: (await stage.segments(files, megabyte)).base,
    files,
    swarm: `${stage.swarm}-${onDisk}`,
    settings: {
      trackerAnnounce: [stage.urls.tracker],
      rtcConfig: { iceServers: [] },
      ...more,
    },
    onDisk,
  };
  await peer.page.evaluate((given) => window.flow.open(given), options);
}

const medianOf = (figures: readonly number[]): number => summarize(figures)?.median ?? NaN;

/** Half of the figures are within this distance of the median. */
function spreadOfHalf(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const quarter = sorted.length >> 2;
  const [low = NaN, high = NaN] = [sorted[quarter], sorted.at(-1 - quarter)];
  return (high - low) / 2;
}
