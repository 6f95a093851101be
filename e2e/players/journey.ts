/** Three viewers of one stream: what they must have seen, and how often the origin sent each segment. Node. */
import { expect } from "vitest";
import { hasPlayed } from "../harness/journey.ts";
import type { PlayerReport } from "./page/player-report.ts";
import type { PlayerSetup, PlayerViewer, Stage } from "./test.ts";

export interface Sharing {
  readonly reports: readonly PlayerReport[];
  /** Requests for media segments at the origin, for each segment that was requested. */
  readonly copies: number;
  /** Of the bytes that the loaders brought. */
  readonly p2pShare: number;
}

/** Seconds between two arrivals. */
const apart = 3;

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

/** The engine loaded every segment, and knew every request. */
export function expectNothingPassedBy({ statistics, segments }: PlayerReport): void {
  expect(statistics).toMatchObject({ unknownMediaRequests: 0, fallbacks: 0 });
  const { http = 0, p2p = 0, cache = 0 } = statistics?.delivered ?? {};
  expect(http + p2p + cache).toBeGreaterThanOrEqual(segments.length);
}
