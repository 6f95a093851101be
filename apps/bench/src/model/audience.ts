/** What viewers and the origin reported about one show, in figures and in words. Pure. */
import type { ViewerReport } from "../page/viewer-page.ts";
import { summarize } from "./statistics.ts";
import type { Figures } from "./workload.ts";

/** As the origin logged it: an aborted response counts up to the byte that was sent. */
export interface SegmentRequest {
  readonly path: string;
  /** Of the body. */
  readonly bytes: number;
}

export function audienceFigures(
  reports: readonly ViewerReport[],
  requests: readonly SegmentRequest[],
): Figures {
  const sizes = sizesOf(requests);
  const played = sumOf(
    reports.flatMap((report) => report.played.map((name) => sizes.get(name) ?? 0)),
  );
  const stalls = reports.flatMap((report) => report.stalls);
  const starts = summarize(
    reports.flatMap(({ startUp }) => (startUp === undefined ? [] : [startUp])),
  );
  const [http, p2p] = [
    sumOf(reports.map(({ bytes }) => bytes.http)),
    sumOf(reports.map(({ bytes }) => bytes.p2p)),
  ];
  return {
    // One copy is what a viewer played.
    copies: sumOf(requests.map(({ bytes }) => bytes)) / (played / reports.length),
    fromPeers: (100 * p2p) / (http + p2p),
    stalls: stalls.length,
    stalled: sumOf(stalls) / 1000,
    errors: reports.flatMap(({ notes }) => notes.filter(({ what }) => what === "error")).length,
    ...(starts === undefined ? {} : { start: starts.median }),
  };
}

/**
 * Bytes by file name, from the largest response of each: the origin sent each segment in full at least once. Loaders do not
 * report every segment that a player gets.
 */
function sizesOf(requests: readonly SegmentRequest[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { path, bytes } of requests) {
    const name = nameOf(path);
    sizes.set(name, Math.max(bytes, sizes.get(name) ?? 0));
  }
  return sizes;
}

/** "segment-06.ts ×4, segment-07.ts ×2": the segments that the origin sent more than once. */
export function describeRepeated(requests: readonly SegmentRequest[]): string {
  const counts = new Map<string, number>();
  for (const { path } of requests) {
    const name = nameOf(path);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const repeated = [...counts].filter(([, count]) => count > 1).sort();
  return repeated.map(([name, count]) => `${name} ×${count}`).join(", ");
}

/** How often each reason for an HTTP download was given, the most frequent first. Empty for loaders that give none. */
export function describeReasons(reports: readonly ViewerReport[]): string {
  return countReasons(reports, "→ http");
}

/** "64 s, 12 s (4 × fragParsingError)": how far each viewer came, and the errors that its player recovered from. */
export function describeProgress(reports: readonly ViewerReport[]): string {
  const viewers = reports.map((report) => {
    const errors = countReasons([report], "error");
    return `${report.position.toFixed(0)} s${errors === "" ? "" : ` (${errors})`}`;
  });
  return viewers.join(", ");
}

function countReasons(reports: readonly ViewerReport[], wanted: string): string {
  const counts = new Map<string, number>();
  for (const { what, reason } of reports.flatMap(({ notes }) => notes)) {
    // What follows the semicolon differs each time.
    const short = reason.split(";")[0] ?? "";
    if (what === wanted) counts.set(short, (counts.get(short) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.map(([reason, count]) => `${count} × ${reason}`).join(", ");
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
