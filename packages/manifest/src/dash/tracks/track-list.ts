/** All tracks of one manifest: which representation of which period is which rendition. */
import { streamIds } from "../../identity/stream-ids.ts";
import { limits } from "../../limits.ts";
import type { DashFacts } from "../dash-rendition.ts";
import type { Mpd } from "../mpd/mpd.ts";
import { createBudget } from "./budget.ts";
import { createTrack } from "./create-track.ts";
import type { Track } from "./track.ts";

export interface TrackList {
  readonly tracks: readonly Track[];
  /** By stream id, in the order of the manifest. */
  readonly renditions: ReadonlyMap<string, { readonly tracks: Track[]; readonly facts: DashFacts }>;
  /** By the id of the period. */
  readonly periodNumbers: ReadonlyMap<string, number>;
  /** The same list with some tracks replaced. */
  replace(replaced: ReadonlyMap<Track, Track>): TrackList;
}

interface Described {
  readonly track: Track;
  readonly facts: DashFacts;
}

/** @param loadedAt by the server's clock */
export function buildTracks(
  mpd: Mpd,
  previous: TrackList | undefined,
  loadedAt: number,
  now: () => number,
): TrackList {
  const before = new Map(previous?.tracks.map((track) => [keyOf(track), track]));
  const periodNumbers = numberPeriods(mpd, previous?.periodNumbers);
  const budget = createBudget();
  const described: Described[] = [];
  for (const period of mpd.periods) {
    // Renditions are compared within their period only: which periods a manifest still has changes with time.
    const ids = streamIds(period.representations.map(({ declared }) => declared));
    const seen = new Map<string, number>();
    period.representations.forEach((representation, index) => {
      const id = ids[index] ?? "";
      const count = (seen.get(id) ?? 0) + 1;
      seen.set(id, count);
      const streamId = count === 1 ? id : `${id}-${count}`;
      const track = createTrack({
        mpd,
        period,
        periodNumber: periodNumbers.get(period.id) ?? 0,
        representation,
        streamId,
        previous: before.get(`${period.id}\n${streamId}`),
        loadedAt,
        now,
        budget,
      });
      const bandwidth = Number(representation.bandwidth) || undefined;
      const { properties } = representation.declared;
      described.push({ track, facts: { properties, bandwidth } });
    });
  }
  return createTrackList(described, periodNumbers);
}

/** Tracks of periods that a newer manifest has no more, as long as players may still ask for their segments. */
export function dropTracks(
  newer: TrackList,
  older: { readonly list: TrackList; readonly dropped: readonly Track[] },
): Track[] {
  const there = new Set(newer.tracks.map(keyOf));
  const starts = newer.tracks.map((track) => track.period.start);
  const listed = listedTimes(newer.tracks).first;
  // Before the first segment of a new period exists, its start has to do.
  const first = Number.isFinite(listed)
    ? listed
    : starts.reduce((one, other) => Math.min(one, other), Infinity);
  /** An open period ends where the next one begins. */
  const endOf = ({ period }: Track) =>
    period.end ??
    starts.reduce((end, start) => (start > period.start && start < end ? start : end), Infinity);
  // A manifest without periods, as some packagers write at the start of one, drops nothing.
  if (newer.tracks.length === 0)
    return [...older.list.tracks, ...older.dropped].slice(0, limits.tracks);
  return [...older.list.tracks, ...older.dropped]
    .filter((track) => !there.has(keyOf(track)))
    .filter((track) => {
      const end = Math.min(listedTimes([track]).end, endOf(track));
      return end > first - limits.retention * 1000;
    })
    .slice(0, limits.tracks);
}

/** Milliseconds on the presentation timeline, from the first listed segment to the end of the last. */
export function listedTimes(tracks: readonly Track[]): {
  readonly first: number;
  readonly end: number;
} {
  let first = Infinity;
  let last = -Infinity;
  for (const { index } of tracks) {
    if (index === undefined) continue;
    const positions = index.listed();
    if (positions.end <= positions.first) continue;
    const oldest = index.at(positions.first);
    const newest = index.at(positions.end - 1);
    first = Math.min(first, oldest?.milliseconds ?? Infinity);
    if (newest === undefined) continue;
    last = Math.max(last, newest.milliseconds + Math.max(1, Math.round(newest.duration * 1000)));
  }
  return { first, end: last };
}

function createTrackList(
  described: readonly Described[],
  periodNumbers: ReadonlyMap<string, number>,
): TrackList {
  const renditions = new Map<string, { tracks: Track[]; facts: DashFacts }>();
  for (const { track, facts } of described) {
    const rendition = renditions.get(track.streamId);
    if (rendition === undefined) renditions.set(track.streamId, { tracks: [track], facts });
    else rendition.tracks.push(track);
  }
  return {
    tracks: described.map(({ track }) => track),
    renditions,
    periodNumbers,
    replace: (replaced) =>
      createTrackList(
        described.map(({ track, facts }) => ({ track: replaced.get(track) ?? track, facts })),
        periodNumbers,
      ),
  };
}

/** A period keeps its number while the manifest has it. Later ones have higher numbers. */
function numberPeriods(
  mpd: Mpd,
  before: ReadonlyMap<string, number> | undefined,
): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  let next = Math.max(-1, ...(before?.values() ?? [])) + 1;
  for (const { id } of mpd.periods) numbers.set(id, before?.get(id) ?? next++);
  return numbers;
}

function keyOf({ period, streamId }: Track): string {
  return `${period.id}\n${streamId}`;
}
