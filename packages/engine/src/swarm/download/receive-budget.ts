/**
 * Memory that all downloads from peers share. Either thread. It counts what is held, not what headers promise. When it
 * runs out, the download that holds most is given up, so that peers that hold much memory and never finish do not keep
 * others from delivering.
 */

export interface Holding {
  /** Bytes held so far. */
  readonly bytes: number;
  /** So many more bytes arrived. False when there is no room for them, although the largest download was given up. */
  grow(bytes: number): boolean;
  /** Gives everything back. Further calls do nothing. */
  release(): void;
}

export interface ReceiveBudget {
  /** `giveUp` is called when this download has to make room. It must release what it holds. */
  open(giveUp: () => void): Holding;
}

export function createReceiveBudget(total: number): ReceiveBudget {
  const holdings = new Map<Holding, () => void>();
  let held = 0;

  function largest(): Holding | undefined {
    let found: Holding | undefined;
    for (const each of holdings.keys())
      if (found === undefined || each.bytes > found.bytes) found = each;
    return found;
  }

  return {
    open(giveUp) {
      let bytes = 0;
      const holding: Holding = {
        get bytes() {
          return bytes;
        },
        grow(more) {
          while (held + more > total) {
            const victim = largest();
            if (victim === undefined || victim === holding || victim.bytes <= bytes) return false;
            holdings.get(victim)?.();
            victim.release();
          }
          held += more;
          bytes += more;
          return true;
        },
        release() {
          holdings.delete(holding);
          held -= bytes;
          bytes = 0;
        },
      };
      holdings.set(holding, giveUp);
      return holding;
    },
  };
}
