/**
 * Sums byte counts, so that the page gets those of one source (a peer or the origin, one direction, one segment) at most
 * once per interval. Either thread. The sums are exact, and no other event except a segment's state overtakes them: when a
 * listener hears of a segment, an error or a peer that left, it has been told of the bytes before.
 */
import type { Clock, EngineEvent } from "@swarmlane/contract";

type ByteCount = Extract<EngineEvent, { type: `bytes/${string}` }>;

export interface ByteCountsOptions {
  readonly clock: Clock;
  /** ms. */
  readonly interval: number;
  readonly tell: (event: EngineEvent) => void;
}

/** Returns the function through which all events go to `tell`, byte counts and all others. */
export function createByteCounts(options: ByteCountsOptions): (event: EngineEvent) => void {
  const { clock, interval, tell } = options;
  const sums = new Map<string, ByteCount>();
  /** The timer is left running when another event flushed the sums: setting one for each segment costs more. */
  let isTimed = false;

  function add(count: ByteCount): void {
    const source = [count.type, count.peerId, "key" in count ? count.key : ""].join(" ");
    const sum = sums.get(source);
    if (sum !== undefined) {
      sum.bytes += count.bytes;
      return;
    }
    sums.set(source, { ...count });
    if (isTimed) return;
    isTimed = true;
    clock.setTimeout(() => {
      isTimed = false;
      tellSums();
    }, interval);
  }

  function tellSums(): void {
    if (sums.size === 0) return;
    const told = [...sums.values()];
    sums.clear();
    told.forEach(tell);
  }

  return (event) => {
    if (event.type === "bytes/downloaded" || event.type === "bytes/uploaded") {
      add(event);
      return;
    }
    if (event.type !== "segment/state") tellSums();
    tell(event);
  };
}
