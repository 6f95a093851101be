/**
 * When bytes last arrived, and from whom. Either thread. A peer that falls silent is at fault only if others are not
 * silent: when everything stops at once, our own network did.
 */
import type { ConnectionId } from "@swarmlane/contract";

/** Undefined: the origin. */
type Source = ConnectionId | undefined;

export interface Arrivals {
  /** Bytes arrived from that source just now. */
  note(source: Source): void;
  /** The time (ms) at which bytes last arrived from any other source; -Infinity when they never did. */
  lastExcept(source: Source): number;
}

export function createArrivals(now: () => number): Arrivals {
  let last: { readonly source: Source; at: number } = { source: undefined, at: -Infinity };
  /** The last arrival from any source other than `last.source`. */
  let beforeAt = -Infinity;
  return {
    note(source) {
      if (source !== last.source) {
        beforeAt = last.at;
        last = { source, at: now() };
      } else last.at = now();
    },
    lastExcept: (source) => (source === last.source ? beforeAt : last.at),
  };
}
