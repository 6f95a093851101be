/** The stream: which segments there are, how large they are, and from when on the origin has them. Pure. */
import type { SegmentInfo } from "@swarmlane/contract";

export interface StreamOptions {
  /** s. */
  readonly segmentSeconds: number;
  /** Bits per second, of the one rendition that is played. */
  readonly bitRate: number;
  /** s. Of a recording: its length. Of a live stream: when it ends; Infinity for never. */
  readonly seconds: number;
  /** s that a live playlist shows. Undefined: a recording. */
  readonly windowSeconds?: number;
  /** Sizes vary by this much around the mean, as a share of it. */
  readonly sizeSpread?: number;
}

export interface Timeline {
  readonly options: StreamOptions;
  readonly streamSwarmId: string;
  readonly isLive: boolean;
  /** Segments in all: of a recording, or of a live stream until it ends. */
  readonly count: number;
  /** Bytes. */
  sizeOf(sequence: number): number;
  /** What the playlist shows at that time (ms): the first segment, and the one behind the last. */
  shownAt(now: number): { readonly first: number; readonly end: number };
  /** Whether the playlist of that moment says that the stream is over. */
  isOverAt(now: number): boolean;
  infoOf(sequence: number, priority: number): SegmentInfo;
}

const swarm = "sim";

/** A live stream has a full window at time 0. `stream`: the name of the rendition. */
export function createTimeline(options: StreamOptions, stream = "V0"): Timeline {
  const streamSwarmId = `${swarm}+${stream}`;
  const { segmentSeconds, bitRate, seconds, windowSeconds, sizeSpread = 0.04 } = options;
  const mean = (segmentSeconds * bitRate) / 8;
  const count = Math.ceil(seconds / segmentSeconds);
  const inWindow =
    windowSeconds === undefined ? count : Math.max(1, Math.floor(windowSeconds / segmentSeconds));

  function endAt(now: number): number {
    if (windowSeconds === undefined) return count;
    return Math.min(count, inWindow + Math.floor(now / 1000 / segmentSeconds));
  }

  return {
    ...{ options, streamSwarmId },
    isLive: windowSeconds !== undefined,
    count,
    sizeOf: (sequence) =>
      Math.max(1, Math.round(mean * (1 + sizeSpread * ((((sequence * 7919) % 13) - 6) / 6)))),
    shownAt(now) {
      const end = endAt(now);
      return { first: Math.max(0, end - inWindow), end };
    },
    isOverAt: (now) => endAt(now) >= count,
    infoOf: (sequence, priority) => ({
      id: `${streamSwarmId}+${sequence}`,
      url: `https://origin.test/${stream}/${sequence}.ts`,
      masterSwarmId: swarm,
      masterManifestUri: "https://origin.test/master.m3u8",
      streamId: stream,
      sequence: String(sequence),
      range: undefined,
      priority,
    }),
  };
}
