/**
 * Detects from the queues whether a stream is live, because this is not reported. Either thread.
 * The queue of a recording keeps its length until it reaches the end, and then only becomes shorter. If new segments follow the
 * last one of a queue that had become shorter, the playlist has grown.
 */
import { streamKey, type SegmentInfo } from "@swarmlane/contract";

interface Seen {
  readonly tail: number;
  readonly count: number;
  /** The longest queue so far. */
  readonly most: number;
}

/** `onLive` is called with the master swarm, again and again while it is seen. */
export function createLiveWatch(onLive: (masterSwarmId: string) => void) {
  const seen = new Map<string, Seen>();

  return function observe(queue: readonly SegmentInfo[]): void {
    const streams = new Map<string, SegmentInfo[]>();
    for (const info of queue) {
      const key = streamKey(info);
      streams.set(key, [...(streams.get(key) ?? []), info]);
    }
    for (const [key, infos] of streams) {
      const [first] = infos;
      const tail = Math.max(...infos.map(({ sequence }) => Number(sequence)));
      // Without numbers there is no order to see anything in.
      if (first === undefined || Number.isNaN(tail)) continue;
      const before = seen.get(key);
      const most = Math.max(before?.most ?? 0, infos.length);
      seen.set(key, { tail, count: infos.length, most });
      if (before !== undefined && tail > before.tail && before.count < before.most) {
        onLive(first.masterSwarmId);
      }
    }
  };
}
