/** What viewers must have seen: no stall, most bytes from peers, and only bytes of the origin. Node. */
import { expect } from "vitest";
import { sha256 } from "@swarmlane/testkit";
import type { SegmentRecord, ViewerReport } from "./page/viewer-report.ts";

/** Seconds of the stream that a viewer must play. */
export const playedSeconds = 20;

/** Of the bytes that the loader brought. */
export const wantedP2PShare = 0.6;

/** Seconds of the stream that the first viewer plays alone: its lead over whoever joins then. */
export const leadSeconds = 6;

/** As much of the report as tells how the stream was played. */
type Playing = Pick<ViewerReport, "playback">;

export function hasPlayed(seconds: number): (report: Playing) => boolean {
  return ({ playback }) =>
    playback.startPosition !== undefined && playback.position >= playback.startPosition + seconds;
}

export function expectNoStall({ playback, errors }: Playing & Pick<ViewerReport, "errors">): void {
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
export async function expectOriginBytes({
  segments,
}: {
  readonly segments: readonly SegmentRecord[];
}): Promise<void> {
  expect(segments.length).toBeGreaterThan(0);
  const rows = segments.map(({ url, range, sha256: digest }) => ({ url, range, digest }));
  const right = await Promise.all(
    rows.map(async ({ url, range }) => ({ url, range, digest: await digestOf(url, range) })),
  );
  expect(rows).toEqual(right);
}

async function digestOf(url: string, range: string | undefined): Promise<string> {
  const response = await fetch(url, range === undefined ? {} : { headers: { Range: range } });
  return sha256(await response.arrayBuffer());
}
