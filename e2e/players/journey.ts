/** Three viewers of one stream: what they must have seen, and how often the origin sent each segment. Node. */
import { sha256 } from "@swarmlane/testkit";
import { expect } from "vitest";
import type { PlayerReport } from "./page/player-report.ts";
import type { PlayerSetup, PlayerViewer, Stage } from "./stage.ts";

export interface Sharing {
  readonly reports: readonly PlayerReport[];
  /** Requests for media segments at the origin, for each segment that was requested. */
  readonly copies: number;
  /** Of the bytes that the loaders brought. */
  readonly p2pShare: number;
}

/** Seconds between two arrivals. */
const apart = 3;

export function hasPlayed(seconds: number): (report: PlayerReport) => boolean {
  return ({ playback: { startPosition, position } }) =>
    startPosition !== undefined && position >= startPosition + seconds;
}

/** The viewers come one after the other. The first one has played `seconds` when it is over. */
export async function shareAmongThree(
  stage: Stage,
  setup: PlayerSetup,
  seconds: number,
): Promise<Sharing> {
  stage.origin.log.clear();
  const viewers: PlayerViewer[] = [];
  for (let n = 0; n < 3; n += 1) {
    const viewer = await stage.open(setup);
    viewers.push(viewer);
    await viewer.until("it plays", hasPlayed(n === 2 ? 0 : apart));
  }
  await Promise.all(viewers.map((viewer) => viewer.until(`${seconds} s`, hasPlayed(seconds))));
  const reports = await Promise.all(viewers.map((viewer) => viewer.report()));
  const copies = copiesOf(stage, reports);
  for (const viewer of viewers) viewer.expectClean();
  await Promise.all(viewers.map((viewer) => viewer.leave()));
  const sum = (key: "p2pBytes" | "httpBytes") =>
    reports.reduce((bytes, { statistics }) => bytes + (statistics?.[key] ?? 0), 0);
  const p2pShare = sum("p2pBytes") / (sum("p2pBytes") + sum("httpBytes"));
  return { reports, copies, p2pShare };
}

/** Of what any viewer's player got. Requests that were cut count too; initialization segments do not. */
export function copiesOf({ origin }: Stage, reports: readonly PlayerReport[]): number {
  const keyOf = (path: string, range: string | undefined) => `${path} ${range ?? ""}`;
  const media = new Set(
    reports.flatMap(({ segments }) =>
      segments.map(({ url, range }) => keyOf(new URL(url).pathname, range)),
    ),
  );
  const requests = origin.log.requests
    .filter(({ method }) => method === "GET")
    .map(({ path, range }) => keyOf(path, range))
    .filter((key) => media.has(key));
  return requests.length / new Set(requests).size;
}

export function expectNoStall({ playback, errors }: PlayerReport): void {
  expect(errors).toEqual([]);
  expect(playback.stalls).toEqual([]);
  expect(playback.stalledSince).toBeUndefined();
}

/** The engine loaded every segment, and knew every request. */
export function expectNothingPassedBy({ statistics, segments }: PlayerReport): void {
  expect(statistics).toMatchObject({ unknownMediaRequests: 0, fallbacks: 0 });
  const { http = 0, p2p = 0, cache = 0 } = statistics?.delivered ?? {};
  expect(http + p2p + cache).toBeGreaterThanOrEqual(segments.length);
}

/** Every delivered segment is what the origin has at that address and range. */
export async function expectOriginBytes({ segments }: PlayerReport): Promise<void> {
  expect(segments.length).toBeGreaterThan(0);
  for (const { url, range, sha256: digest } of segments) {
    const response = await fetch(url, range === undefined ? {} : { headers: { Range: range } });
    const expected = await sha256(await response.arrayBuffer());
    expect({ url, range, digest }).toEqual({ url, range, digest: expected });
  }
}
