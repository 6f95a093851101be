/**
 * A player as hls.js 0.14 is one under the 0.6.2 engine for it: which segment it asks for when, what its queue is, when
 * the picture moves and when it stands still. Formats, decoding and the choice of a rendition are left out.
 */
import type { SegmentInfo } from "@swarmlane/contract";
import type { EventClock } from "../clock/event-clock.ts";
import type { Timeline } from "../origin/timeline.ts";

export interface PlayerOptions {
  /** s that are buffered ahead. hls.js: 30, or as much as 60 MB hold. */
  readonly bufferSeconds: number;
  /** Segments between the live edge and the playhead at the start. hls.js: 3. */
  readonly liveSegmentsBehind: number;
  /** Segments that the engine for hls.js puts into the queue. 0.6.2: 20. */
  readonly forwardSegments: number;
  /** ms from a segment's arrival until it is in the buffer. */
  readonly append: number;
  /** ms from the first segment in the buffer to the first picture that moves. */
  readonly firstPicture: number;
}

export const hlsJs: PlayerOptions = {
  bufferSeconds: 30,
  liveSegmentsBehind: 3,
  forwardSegments: 20,
  append: 20,
  firstPicture: 250,
};

/** What hls.js 0.14 buffers of a stream with that bit rate: 60 MB, and from 30 s to 10 minutes. */
export function bufferOf(bitRate: number): number {
  return Math.min(600, Math.max(30, (60_000_000 * 8) / bitRate));
}

export interface PlayerDeps {
  readonly clock: EventClock;
  readonly timeline: Timeline;
  readonly options: PlayerOptions;
  /** As the packages for today's players do, instead of counting segments as the 0.6.2 engine does. */
  readonly prioritiesInSeconds: boolean;
  /** Asks the origin for the playlist. */
  readonly getPlaylist: (onLoaded: (asOf: number) => void) => void;
  readonly load: (queue: readonly SegmentInfo[]) => void;
  /** Whether the loader has it already. */
  readonly isThere: (sequence: number) => Promise<boolean>;
  readonly notes: PlayerNotes;
  /** ms by which a timer of the page is late this time. */
  readonly lateness: () => number;
  /** ms at which hls.js looks for the first time whether anything changed; it looks again every 100 ms. */
  readonly phase: number;
}

export interface PlayerNotes {
  started(): void;
  played(sequence: number): void;
  /** ms. */
  stalled(duration: number): void;
  /** A live player fell out of the window and jumped forward. */
  skipped(): void;
  ended(): void;
}

export interface Player {
  start(): void;
  delivered(sequence: number): void;
  failed(sequence: number): void;
  /** s of the stream. */
  seek(position: number): void;
  pause(): void;
  resume(): void;
  stop(): void;
  /** s of the stream. */
  readonly position: number;
  /** Everything was played, or the player was stopped. */
  readonly isOver: boolean;
}

/** s by which two positions count as the same. */
const epsilon = 1e-6;
/** ms of standing still after which hls.js reports a stall, and the engine drops the segment before it from its queue. */
const stallReport = 500;
/** ms between two looks of hls.js at the playhead and at its buffer. */
const look = 100;
/** ms before a failed segment is asked for again. */
const retry = 1000;

type State = "waiting" | "playing" | "paused" | "over";

export function createPlayer(deps: PlayerDeps): Player {
  const { clock, timeline, options, notes } = deps;
  const { segmentSeconds } = timeline.options;
  let state: State = "waiting";
  let isPaused = false;
  let hasStarted = false;
  /** The playhead at `anchorAt` (ms), in s of the stream. */
  let anchor = 0;
  let anchorAt = 0;
  /** Sequences in the buffer: from the first to before the end. */
  let buffered = { first: 0, end: 0 };
  let playlist: { readonly first: number; readonly end: number } | undefined;
  let requested: number | undefined;
  /** Segments from the one that is played to the one that was asked for last: the engine counts priorities from it. */
  let playQueue: number[] = [];
  let current = -1;
  let stalledAt: number | undefined;
  let timer: unknown;
  let reload: unknown;
  let retries: unknown;
  let starting: unknown;

  const position = (): number =>
    state === "playing" ? anchor + (clock.now() - anchorAt) / 1000 : anchor;
  const bufferedUntil = (): number => buffered.end * segmentSeconds;

  function hold(next: State, at = position()): void {
    anchor = at;
    anchorAt = clock.now();
    state = next;
  }

  /** Looks at everything again, and once more when something will have changed. */
  function tick(): void {
    clock.clearTimeout(timer);
    if (state === "over" || playlist === undefined) return;
    if (state === "playing" && position() >= bufferedUntil() - epsilon) runDry();
    else if (state === "waiting" && !isPaused && bufferedUntil() > position() + epsilon)
      showPicture();
    if (hasEnded()) return;
    noteSegment();
    requestNext();
    const wake = msUntilNews();
    if (wake !== undefined) timer = clock.setTimeout(tick, wake);
  }

  function hasEnded(): boolean {
    return state === "over";
  }

  /** The decoder has to start, once. */
  function showPicture(): void {
    if (hasStarted) go();
    else
      starting ??= clock.setTimeout(() => {
        hasStarted = true;
        notes.started();
        tick();
      }, options.firstPicture);
  }

  function go(): void {
    hold("playing");
    if (stalledAt !== undefined) notes.stalled(clock.now() - stalledAt);
    stalledAt = undefined;
  }

  function runDry(): void {
    if (buffered.end >= timeline.count && timeline.isOverAt(clock.now())) {
      hold("over", bufferedUntil());
      notes.ended();
      return;
    }
    hold("waiting", bufferedUntil());
    stalledAt = clock.now();
    const since = stalledAt;
    clock.setTimeout(() => {
      if (stalledAt !== since || playQueue.length < 2) return;
      playQueue.shift();
      updateQueue();
    }, stallReport);
  }

  /** The playhead entered a segment. */
  function noteSegment(): void {
    if (state !== "playing") return;
    const sequence = Math.floor(position() / segmentSeconds + epsilon);
    if (sequence === current) return;
    current = sequence;
    notes.played(sequence);
    const index = playQueue.indexOf(sequence);
    if (index < 0) return;
    playQueue = playQueue.slice(index);
    updateQueue();
  }

  function requestNext(): void {
    if (requested !== undefined || playlist === undefined || retries !== undefined) return;
    if (bufferedUntil() - position() >= options.bufferSeconds - epsilon) return;
    if (buffered.end < playlist.first) {
      notes.skipped();
      jump(liveStart(playlist));
    }
    if (buffered.end < playlist.end) request(buffered.end);
  }

  function request(sequence: number): void {
    if (playQueue.length > 0 && playQueue.at(-1) !== sequence - 1) playQueue = [];
    playQueue.push(sequence);
    requested = sequence;
    updateQueue();
    void deps.isThere(sequence).then((isThere) => {
      if (isThere) delivered(sequence);
    });
  }

  function updateQueue(): void {
    if (requested === undefined || playlist === undefined) return;
    const first = requested;
    const end = Math.min(playlist.end, first + options.forwardSegments);
    const place = Math.max(0, playQueue.length - 1);
    const length = Math.max(0, end - first);
    const secondsTo = (sequence: number): number =>
      Math.max(0, sequence * segmentSeconds - position());
    deps.load(
      Array.from({ length }, (_, index) => {
        const sequence = first + index;
        const priority = deps.prioritiesInSeconds ? secondsTo(sequence) : place + index;
        return timeline.infoOf(sequence, priority);
      }),
    );
  }

  function delivered(sequence: number): void {
    if (sequence !== requested) return;
    requested = undefined;
    clock.setTimeout(() => {
      if (sequence !== buffered.end) return;
      buffered = { ...buffered, end: sequence + 1 };
      tick();
    }, options.append);
  }

  function jump(to: number): void {
    const sequence = Math.floor(to / segmentSeconds + epsilon);
    hold(isPaused ? "paused" : "waiting", to);
    current = -1;
    requested = undefined;
    buffered = { first: sequence, end: sequence };
  }

  function liveStart({ first, end }: { first: number; end: number }): number {
    return Math.max(first, end - options.liveSegmentsBehind) * segmentSeconds;
  }

  function loadPlaylist(): void {
    const askedAt = clock.now();
    deps.getPlaylist((asOf) => {
      if (state === "over") return;
      const before = playlist;
      playlist = timeline.shownAt(asOf);
      if (before === undefined && timeline.isLive) jump(liveStart(playlist));
      if (timeline.isLive && !timeline.isOverAt(asOf)) scheduleReload(before?.end, askedAt);
      updateQueue();
      tick();
    });
  }

  /** As hls.js computes it: a segment's length, half of it if nothing was new, less the time that loading took. */
  function scheduleReload(endBefore: number | undefined, askedAt: number): void {
    const least = 500 * segmentSeconds;
    const interval = playlist?.end === endBefore ? least : 1000 * segmentSeconds;
    const wait = Math.max(least, interval - (clock.now() - askedAt));
    reload = clock.setTimeout(loadPlaylist, Math.round(wait) + deps.lateness());
  }

  /** Until the next segment begins, the buffer is empty, or has room for another segment. */
  function msUntilNews(): number | undefined {
    if (state !== "playing") return undefined;
    const now = position();
    const boundary = (Math.floor(now / segmentSeconds + epsilon) + 1) * segmentSeconds;
    const room = bufferedUntil() - options.bufferSeconds;
    const next = Math.min(boundary, room > now + epsilon ? room : Infinity);
    return Math.min(nextLook((next - now) * 1000), Math.max(0, bufferedUntil() - now) * 1000);
  }

  /** ms until hls.js looks, when something will have changed in `ms`. */
  function nextLook(ms: number): number {
    const at = clock.now() + ms - deps.phase;
    return Math.ceil(at / look + epsilon) * look + deps.phase - clock.now();
  }

  return {
    start: loadPlaylist,
    delivered,
    failed(sequence) {
      if (sequence !== requested) return;
      requested = undefined;
      retries = clock.setTimeout(() => {
        retries = undefined;
        tick();
      }, retry);
    },
    seek(to) {
      if (state === "over") return;
      stalledAt = undefined;
      if (to >= buffered.first * segmentSeconds && to < bufferedUntil()) hold(state, to);
      else jump(to);
      tick();
    },
    pause() {
      if (state === "over") return;
      isPaused = true;
      stalledAt = undefined;
      hold("paused");
      tick();
    },
    resume() {
      if (state === "over") return;
      isPaused = false;
      hold("waiting");
      tick();
    },
    stop() {
      if (state === "over") return;
      if (stalledAt !== undefined) notes.stalled(clock.now() - stalledAt);
      hold("over");
      for (const id of [timer, reload, retries, starting]) clock.clearTimeout(id);
    },
    get position() {
      return position();
    },
    get isOver() {
      return state === "over";
    },
  };
}
