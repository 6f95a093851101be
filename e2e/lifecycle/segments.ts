/** Segments whose bytes the test can compute, and what must have become of them. Node. */
import { expect } from "vitest";
import { sha256, syntheticBytes } from "@swarmlane/testkit";
import type { ViewerReport } from "../harness/page/viewer-report.ts";
import type { RigSegment } from "./page/rig.page.ts";

export interface SegmentSetup {
  readonly origin: string;
  readonly swarm: string;
  /** Bytes of each. */
  readonly size?: number;
  /** Of the first; each next one has the next priority. */
  readonly priority?: number;
}

/** Plain segments as the 0.6 engines make them, in the order of their names. */
export function makeSegments(setup: SegmentSetup, ...names: string[]): RigSegment[] {
  const { origin, swarm, size = 50_000, priority = 0 } = setup;
  return names.map((name, index) => ({
    id: `${swarm}+${name}`,
    url: `${origin}/bytes/${swarm}-${name}?size=${size}`,
    masterSwarmId: swarm,
    masterManifestUri: `${origin}/master.m3u8`,
    streamId: undefined,
    sequence: name,
    priority: priority + index,
  }));
}

/** Each of them once, with the bytes of the origin, and nothing else. */
export async function expectDelivered(
  report: ViewerReport,
  segments: readonly RigSegment[],
): Promise<void> {
  const wanted = await Promise.all(segments.map(async ({ url }) => [url, await digestOf(url)]));
  const got = report.segments.map(({ url, sha256: digest }) => [url, digest]);
  expect(got.sort()).toEqual(wanted.sort());
  expect(report.errors).toEqual([]);
}

/** Every peer that was told connected was told closed, in turns, and at the end there is nobody left. */
export function expectPaired({ connected, closed }: ViewerReport): void {
  expect([...closed].sort()).toEqual([...connected].sort());
}

export const hasLoaded =
  (count: number) =>
  ({ segments }: ViewerReport): boolean =>
    segments.length >= count;

export const hasPeers =
  (count: number) =>
  ({ connected, closed }: ViewerReport): boolean =>
    connected.length - closed.length === count;

export const hasWarned =
  (code: string) =>
  ({ warnings }: ViewerReport): boolean =>
    warnings.includes(code);

/** Of what the origin has at an address that `makeSegments` made. */
export function digestOf(url: string): Promise<string> {
  const { pathname, searchParams } = new URL(url);
  const size = Number(searchParams.get("size"));
  return sha256(syntheticBytes(pathname.slice("/bytes/".length), size));
}
