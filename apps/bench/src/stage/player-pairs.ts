/** Plays a stream on lines of different speeds, on each with the player alone and on our engine at the same time. Node. */
import { setTimeout as delay } from "node:timers/promises";
import { startSlowLink, type SlowLink, type UndrivenPage } from "@swarmlane/testkit/node";
import type { EngineOptions, PlayerPageReport } from "../page/players/player-page.ts";
import type { Peer } from "./peer.ts";
import {
  engineOptions,
  playerPage,
  playerReport,
  startPlayer,
  type PlayerName,
} from "./player-pages.ts";
import type { Stage } from "./stage.ts";

export interface Line {
  readonly id: string;
  readonly label: string;
  readonly bitsPerSecond: number;
  /** After the drop. */
  readonly later?: number;
}

export interface PairShow {
  readonly stage: Stage;
  readonly player: PlayerName;
  /** Path on the origin. */
  readonly manifest: string;
  readonly lines: readonly Line[];
  /** Which viewers meet. */
  readonly swarmOf: (line: Line) => string;
  /** ms, of each line. */
  readonly roundTrip: number;
  /** ms from the start to the end. */
  readonly duration: number;
  /** ms from the start. */
  readonly dropAt: number;
}

export interface PlayedPair {
  readonly line: Line;
  /** The player alone. */
  readonly single: PlayerPageReport;
  /** The player on our engine. */
  readonly shared: PlayerPageReport;
}

interface Pair {
  readonly line: Line;
  readonly alone: UndrivenPage;
  readonly ours: UndrivenPage;
  readonly links: readonly [SlowLink, SlowLink];
}

/** All players of one kind share a browser, but each has a process, connections and a link of its own. */
export async function playPairs(show: PairShow): Promise<PlayedPair[]> {
  const { stage, duration, dropAt } = show;
  const source = playerPage(show.player);
  const [alone, ours] = [await stage.open(source), await stage.open(source)];
  const pairs: Pair[] = [];
  try {
    for (const [index, line] of show.lines.entries()) {
      const pageOf = (peer: Peer) => (index === 0 ? peer.page : peer.again());
      const { crossOrigin: target } = stage.urls;
      const options = { target, roundTrip: show.roundTrip, bitsPerSecond: line.bitsPerSecond };
      const links = [await startSlowLink(options), await startSlowLink(options)] as const;
      pairs.push({ line, links, alone: await pageOf(alone), ours: await pageOf(ours) });
    }
    await Promise.all(
      pairs.map((pair) =>
        startPair(pair, show.manifest, engineOptions(stage, show.swarmOf(pair.line))),
      ),
    );
    await delay(dropAt);
    for (const { line, links } of pairs) {
      if (line.later !== undefined) for (const link of links) link.setRate(line.later);
    }
    await delay(duration - dropAt);
    return await Promise.all(
      pairs.map(async ({ line, ...pair }) => ({
        line,
        single: await playerReport({ page: pair.alone }),
        shared: await playerReport({ page: pair.ours }),
      })),
    );
  } finally {
    await Promise.all(pairs.flatMap(({ links }) => links.map((link) => link.close())));
  }
}

async function startPair({ alone, ours, links }: Pair, manifest: string, core: EngineOptions) {
  const [first, second] = links;
  await Promise.all([
    startPlayer({ page: alone }, { stream: first.url + manifest }),
    startPlayer({ page: ours }, { stream: second.url + manifest, core }),
  ]);
}
