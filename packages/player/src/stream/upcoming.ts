/**
 * Computes the loader's queue: the segments, and the number of seconds until the player needs each of them. Pure.
 *
 * A segment is only urgent, and requested from the origin at once, if the player asked for it and either needs it soon or has
 * no peers that could deliver it. Other segments may come from peers, or from the origin so that they can be shared, and never
 * compete with those that the player is waiting for.
 */
import type { ManifestSegment, Rendition } from "@swarmlane/manifest";
import type { Playhead } from "./player-stream.ts";

/** The player's position within one rendition. */
export interface Track {
  readonly rendition: Rendition;
  /** The segment that the player asked for last. */
  readonly from: ManifestSegment;
  /** Seconds to add to a segment's start to get the media element's time; undefined if the player did not say. */
  readonly offset: number | undefined;
}

/** A segment that the player waits for. */
export interface Wanted {
  readonly segment: ManifestSegment;
  readonly rendition: Rendition;
  readonly offset: number | undefined;
  readonly url: string;
  /** It has waited for peers long enough. */
  readonly isOverdue: boolean;
}

export interface UpcomingInput {
  readonly tracks: readonly Track[];
  readonly wanted: readonly Wanted[];
  readonly playhead: Playhead;
  /** Seconds before it is needed at which a segment is urgent. */
  readonly urgent: number;
  /** Seconds ahead of the playhead that may be in the queue. */
  readonly window: number;
  /** Peers may have the segments, because some are connected or may be soon. */
  readonly hasCompany: boolean;
  /** Ids of the previous queue. They stay, so that no download is lost. */
  readonly listed: ReadonlySet<string>;
  /** Ids that the player has received. */
  readonly received: ReadonlySet<string>;
}

export interface Upcoming {
  readonly segment: ManifestSegment;
  readonly rendition: Rendition;
  readonly url: string;
  /** Seconds until the player needs it; 0: the player waits for it. */
  readonly priority: number;
}

/** Below this number of seconds, the player counts as waiting. */
const now = 1;
/** While the player waits for an urgent segment, this many more of each track may be added to the queue. */
const fewAhead = 2;
const mostSegments = 200;
/** The limit in bytes for the queue, by the declared bitrates, because queued segments are not evicted from the cache. */
const mostBytes = 96 * 1024 * 1024;

export function listUpcoming(given: UpcomingInput): Upcoming[] {
  const input = { ...given, playhead: placeOf(given) };
  const { wanted, urgent, hasCompany } = input;
  const list = new Map<string, Upcoming>();
  let isCalm = true;
  for (const { segment, rendition, offset, url, isOverdue } of wanted) {
    const ahead = offset === undefined ? 0 : secondsAhead(input.playhead, segment, offset);
    const isUrgent = ahead <= urgent || isOverdue || !hasCompany;
    if (ahead <= urgent) isCalm = false;
    const priority = ahead < now ? 0 : isUrgent ? Math.min(ahead, urgent) : ahead;
    list.set(segment.id, { segment, rendition, url, priority });
  }
  for (const track of input.tracks) addAhead(input, track, isCalm, list);
  return [...list.values()].sort((a, b) => a.priority - b.priority);
}

/** The position of a waiting player is the start of the segment that it is waiting for. */
function placeOf({ playhead, wanted }: UpcomingInput): Playhead {
  if (playhead.isWaiting !== true) return playhead;
  const starts = wanted.map(({ segment, offset = 0 }) => segment.startTime + offset);
  return starts.length === 0 ? playhead : { ...playhead, position: Math.min(...starts) };
}

function addAhead(
  { playhead, urgent, window, listed, received }: UpcomingInput,
  { rendition, from, offset }: Track,
  isCalm: boolean,
  list: Map<string, Upcoming>,
): void {
  if (rendition.notShared !== undefined) return;
  const bytesPerSecond = (rendition.bandwidth ?? 0) / 8;
  let bytes = 0;
  let added = 0;
  for (const segment of rendition.segmentsFrom(from.sequence, mostSegments)) {
    const ahead = secondsAhead(playhead, segment, offset ?? playhead.position - from.startTime);
    bytes += segment.duration * bytesPerSecond;
    if (ahead > window || bytes > mostBytes) break;
    if (list.has(segment.id) || received.has(segment.id)) continue;
    if (segment.isGap || !segment.isShared) continue;
    if (!isCalm && added >= fewAhead && !listed.has(segment.id)) continue;
    added += 1;
    const priority = Math.max(ahead, urgent + aBit);
    list.set(segment.id, { segment, rendition, url: segment.url, priority });
  }
}

/** The priority of other segments is above the bound for urgent ones. */
const aBit = 0.001;

function secondsAhead(
  { position, rate }: Playhead,
  { startTime }: ManifestSegment,
  offset: number,
): number {
  return Math.max(0, (startTime + offset - position) / (rate > 0 ? rate : 1));
}

/**
 * A signature of the queue: while it stays the same, the loader does not have to be updated. `bounds` are the priorities at
 * which the loader's rules change, in ascending order.
 */
export function signatureOf(list: readonly Upcoming[], bounds: readonly number[]): string {
  const rank = (priority: number): number =>
    priority <= 0 ? -1 : bounds.filter((bound) => priority > bound).length;
  return list.map(({ segment, url, priority }) => `${segment.id} ${url} ${rank(priority)}`).join();
}
