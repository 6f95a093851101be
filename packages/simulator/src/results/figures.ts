/** What a run amounts to, in figures. Pure. */
import type { ViewerRecord } from "../viewer/viewer-record.ts";
import { bestShareFromPeers } from "./best-possible.ts";
import type { Recorded, RequestCount } from "./recorder.ts";

export interface Figures {
  readonly viewers: number;
  /** Mean over the segments that anybody asked for; and over those first asked for after the first minute. */
  readonly copies: number;
  readonly copiesSettled: number;
  readonly mostCopies: number;
  /** Mean copies of the segments first asked for in each minute. */
  readonly copiesByMinute: readonly number[];
  readonly originBytes: number;
  readonly originPerPlayedByte: number;
  /** The share of all received bytes that came from peers, 0…1. */
  readonly shareFromPeers: number;
  /** The highest share that this audience allows, by calculation, and how much of it was reached. 0…1. */
  readonly bestShare: number;
  readonly shareOfBest: number;
  readonly stalls: number;
  readonly viewersThatStalled: number;
  /** s. */
  readonly stalledSeconds: number;
  readonly longestStall: number;
  readonly skips: number;
  readonly errors: number;
  /** Segments with wrong bytes that players got. */
  readonly corruptSegments: number;
  /** ms. */
  readonly startUpMedian: number;
  readonly startUpP95: number;
  /** Bytes that a viewer uploaded. */
  readonly uploadedMedian: number;
  readonly uploadedP95: number;
  readonly uploadedMost: number;
  /** Uploaded bytes by downloaded bytes of a viewer: median, 95th percentile and the most. */
  readonly uploadRatioMedian: number;
  readonly uploadRatioP95: number;
  readonly uploadRatioMost: number;
  /** Gini coefficient of the uploaded bytes: 0 if all upload the same, 1 if one uploads everything. */
  readonly uploadGini: number;
  /** Commands and maps, as a share of what viewers sent each other. 0…1. */
  readonly controlShare: number;
  /** Per viewer and minute. */
  readonly connectionsMade: number;
  readonly connectionsLost: number;
  readonly connectionsFailed: number;
  /** Connected peers of a viewer, on average over time. */
  readonly neighbours: number;
  /** n / (d + 1) copies, from the viewers n and neighbours d of each moment. */
  readonly neighbourElection: number;
  readonly requests: readonly RequestCount[];
}

const minute = 60_000;

export function figuresOf(
  records: readonly ViewerRecord[],
  recorder: Recorded,
  endedAt: number,
): Figures {
  const copies = recorder.copies();
  const settled = copies.filter(({ at }) => at >= minute);
  const stalls = records.flatMap((record) => record.stalls);
  const starts = records.flatMap(({ startUp }) => startUp ?? []).sort(rising);
  const http = sumOf(records.map(({ httpBytes }) => httpBytes));
  const p2p = sumOf(records.map(({ p2pBytes }) => p2pBytes));
  const uploads = records.map(({ uploadedBytes }) => uploadedBytes).sort(rising);
  const ratios = records
    .map(({ uploadedBytes, httpBytes, p2pBytes }) => uploadedBytes / (httpBytes + p2pBytes))
    .filter(Number.isFinite)
    .sort(rising);
  const control = sumOf(records.map(({ controlBytes }) => controlBytes));
  const minutes = sumOf(
    records.map(({ startedAt, leftAt }) => ((leftAt ?? endedAt) - startedAt) / minute),
  );
  const { samples } = recorder;
  const bestShare = bestShareFromPeers(records, recorder.onceBytes, endedAt);
  const perMinute = (what: "connected" | "closed" | "failed"): number =>
    share(sumOf(records.map(({ connections }) => connections[what])), minutes);
  return {
    viewers: records.length,
    copies: meanOf(copies.map((each) => each.copies)),
    copiesSettled: meanOf(settled.map((each) => each.copies)),
    mostCopies: Math.max(0, ...copies.map((each) => each.copies)),
    copiesByMinute: byMinute(copies),
    originBytes: recorder.originBytes,
    originPerPlayedByte: share(
      recorder.originBytes,
      sumOf(records.map(({ playedBytes }) => playedBytes)),
    ),
    shareFromPeers: share(p2p, http + p2p),
    bestShare,
    shareOfBest: share(share(p2p, http + p2p), bestShare),
    stalls: stalls.length,
    viewersThatStalled: records.filter((record) => record.stalls.length > 0).length,
    stalledSeconds: sumOf(stalls) / 1000,
    longestStall: Math.max(0, ...stalls) / 1000,
    skips: sumOf(records.map(({ skips }) => skips)),
    errors: sumOf(records.map(({ errors }) => errors)),
    corruptSegments: sumOf(records.map(({ corruptSegments }) => corruptSegments)),
    startUpMedian: quantile(starts, 0.5),
    startUpP95: quantile(starts, 0.95),
    uploadedMedian: quantile(uploads, 0.5),
    uploadedP95: quantile(uploads, 0.95),
    uploadedMost: uploads.at(-1) ?? 0,
    uploadRatioMedian: quantile(ratios, 0.5),
    uploadRatioP95: quantile(ratios, 0.95),
    uploadRatioMost: ratios.at(-1) ?? 0,
    uploadGini: giniOf(uploads),
    controlShare: share(control, control + sumOf(uploads)),
    connectionsMade: perMinute("connected"),
    connectionsLost: perMinute("closed"),
    connectionsFailed: perMinute("failed"),
    neighbours: meanOf(samples.map(({ neighbours }) => neighbours)),
    neighbourElection: meanOf(samples.map(({ viewers, neighbours }) => viewers / (neighbours + 1))),
    requests: recorder.requests,
  };
}

function byMinute(copies: readonly { at: number; copies: number }[]): number[] {
  const minutes: number[][] = [];
  for (const { at, copies: count } of copies) (minutes[Math.floor(at / minute)] ??= []).push(count);
  return Array.from(minutes, (counts: number[] | undefined) => meanOf(counts ?? []));
}

const rising = (one: number, other: number): number => one - other;

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** 0 of nothing. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function meanOf(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : sumOf(numbers) / numbers.length;
}

/** `numbers`: in ascending order. 0 if there are none. */
function quantile(numbers: readonly number[], share: number): number {
  return numbers[Math.min(numbers.length - 1, Math.floor(share * numbers.length))] ?? 0;
}

function giniOf(rising: readonly number[]): number {
  const total = sumOf(rising);
  if (total === 0) return 0;
  const n = rising.length;
  const weighted = rising.reduce(
    (sum, number, index) => sum + (2 * (index + 1) - n - 1) * number,
    0,
  );
  return weighted / (n * total);
}
