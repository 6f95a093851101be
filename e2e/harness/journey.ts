/** The journey of all players: one viewer starts, a second joins, plays 20 s, and got most from the first. Node. */
import { expect } from "vitest";
import { sha256 } from "@swarmlane/testkit";
import type { Harness, ViewerSetup } from "./harness.ts";
import type { ViewerReport } from "./page/viewer-report.ts";

/** Seconds of the stream that a viewer must play. */
export const playedSeconds = 20;

/** Of the bytes that the loader brought. */
export const wantedP2PShare = 0.6;

export interface JourneyResult {
  readonly first: ViewerReport;
  readonly second: ViewerReport;
}

/** Seconds that the first viewer plays alone: its lead over whoever joins then. */
const lead = 6;

/** Both viewers are closed at the end, and neither may have reported an uncaught error. */
export async function playTogether(
  harness: Harness,
  firstSetup: ViewerSetup,
  secondSetup: ViewerSetup,
): Promise<JourneyResult> {
  const first = await harness.open(firstSetup);
  await first.until("the first viewer has a lead", hasPlayed(lead));
  const second = await harness.open(secondSetup);
  const report = await second.until(`${playedSeconds} s are played`, hasPlayed(playedSeconds));
  const result = { first: await first.report(), second: report };
  first.expectClean();
  second.expectClean();
  await Promise.all([first.leave(), second.leave()]);
  return result;
}

export function hasPlayed(seconds: number): (report: ViewerReport) => boolean {
  return ({ playback }) =>
    playback.startPosition !== undefined && playback.position >= playback.startPosition + seconds;
}

export function expectNoStall({ playback, errors }: ViewerReport): void {
  expect(errors).toEqual([]);
  expect(playback.stalls).toEqual([]);
  expect(playback.stalledSince).toBeUndefined();
}

export function p2pShare({ bytes }: ViewerReport): number {
  return bytes.p2p / (bytes.p2p + bytes.http);
}

/** Most bytes came from peers, and from nobody else than `givers`. */
export function expectMostFrom(report: ViewerReport, givers: readonly ViewerReport[]): void {
  expect(p2pShare(report)).toBeGreaterThanOrEqual(wantedP2PShare);
  const known = givers.map(({ peerId }) => peerId);
  for (const { peerId } of report.segments)
    if (peerId !== undefined) expect(known).toContain(peerId);
}

/** Every delivered segment is what the origin has at that address and range. */
export async function expectOriginBytes(report: ViewerReport): Promise<void> {
  expect(report.segments.length).toBeGreaterThan(0);
  const digests = new Map<string, Promise<string>>();
  const digestOf = (url: string, range: string | undefined) => {
    const key = `${url} ${range ?? ""}`;
    const known = digests.get(key) ?? fetchDigest(url, range);
    digests.set(key, known);
    return known;
  };
  for (const { url, range, sha256: digest } of report.segments) {
    expect({ url, range, digest }).toEqual({ url, range, digest: await digestOf(url, range) });
  }
}

async function fetchDigest(url: string, range: string | undefined): Promise<string> {
  const response = await fetch(url, range === undefined ? {} : { headers: { Range: range } });
  return sha256(await response.arrayBuffer());
}
