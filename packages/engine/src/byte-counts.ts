/**
 * Sums byte counts, so that the page hears of one source (a peer or the origin, one direction) at most so often.
 * Either thread. The sums are exact, and none of them is overtaken by what is told beside states: whoever hears of a
 * segment, an error or a peer that left has heard of the bytes before.
 */
import type { Clock, EngineEvent } from "@swarmlane/contract";

type ByteCount = Extract<EngineEvent, { type: `bytes/${string}` }>;

export interface ByteCountsOptions {
  readonly clock: Clock;
  /** ms. */
  readonly interval: number;
  readonly tell: (event: EngineEvent) => void;
}

/** What `tell` is to be told goes through here, byte counts and all else. */
export function createByteCounts(options: ByteCountsOptions): (event: EngineEvent) => void {
  const { clock, interval, tell } = options;
  const sums = new Map<string, ByteCount>();
  /** It is left running when something else told the sums: to set one for each segment costs more than that. */
  let isTimed = false;

  function add(count: ByteCount): void {
    const source = count.type + (count.peerId ?? "");
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
