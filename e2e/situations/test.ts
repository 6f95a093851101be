/** Viewers of streams that are made up for a test, from the committed ones. Node. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { streamsFolder, type Origin } from "@swarmlane/testkit/node";
import { expect } from "vitest";
import { expectOriginBytes, hasPlayed } from "../harness/journey.ts";
import type { PlayerReport } from "../players/page/player-report.ts";
import { testPlayer, type PlayerSetup, type PlayerViewer, type Stage } from "../players/test.ts";

/** What a file of the stream is at the moment of a request. Undefined: as it was committed. A number: a status. */
export type MadeFile = (file: string, url: URL) => MadeBody | Promise<MadeBody>;
type MadeBody = string | number | Buffer | undefined;

export const test = testPlayer("hlsjs")
  /** Makes up a stream. Returns where it is: its files have the names that they have under `/streams/`. */
  .extend("makeStream", ({ origin }) => (name: string, make: MadeFile = () => undefined) => {
    const place = `/made/${name}/`;
    origin.answers.set(place, async (url) => {
      const file = url.pathname.slice(place.length);
      return (await make(file, url)) ?? (await readCommitted(file));
    });
    return place;
  });

/** @param file under `/streams/` */
export function readCommitted(file: string): Promise<Buffer | undefined> {
  return readFile(join(streamsFolder, file)).catch(() => undefined);
}

/** Twice as fast as life: the tests take half the time. */
export const speed = 2;

/** Segments that come from the first viewer until the second one is said to share with it. */
const shared = 3;

/** One viewer starts, and another one of the same stream gets `count` segments from it. Both play on. */
export async function shareBetween(
  stage: Stage,
  setup: PlayerSetup,
  { other = setup, count = shared }: { other?: PlayerSetup; count?: number } = {},
): Promise<{ viewers: readonly [PlayerViewer, PlayerViewer]; reports: PlayerReport[] }> {
  const first = await stage.open({ speed, ...setup });
  await first.until("it plays", hasPlayed(4));
  const second = await stage.open({ speed, ...other });
  const report = await second.until("it shares", hasShared(count), 30_000);
  await second.until("it plays on", isLaterThan(report, 2));
  const reports = [await first.report(), await second.report()];
  return { viewers: [first, second], reports };
}

/** At least as many bytes as `count` of its segments have came from peers. */
export function isLaterThan({ playback: before }: PlayerReport, seconds: number) {
  return ({ playback }: PlayerReport) => playback.position >= before.position + seconds;
}

export function hasShared(count: number) {
  return ({ statistics, segments }: PlayerReport) => {
    const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
    return (statistics?.p2pBytes ?? 0) * segments.length >= count * bytes && bytes > 0;
  };
}

/** No error, no media that no manifest names, no segment that the player had to load itself, and the bytes of the origin. */
export async function expectNoHarm(report: PlayerReport): Promise<void> {
  expect(report.errors).toEqual([]);
  expect(report.statistics).toMatchObject({ unknownMediaRequests: 0, fallbacks: 0 });
  await expectOriginBytes(report);
}

/** GET requests so far, by the name of the file. */
export function requestedFiles({ log }: Origin, place: string): string[] {
  return log.requests
    .filter(({ method, path }) => method === "GET" && path.startsWith(place))
    .map(({ path }) => path.slice(place.length));
}
