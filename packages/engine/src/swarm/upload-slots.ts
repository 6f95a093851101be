/** The uploads that may run at once, over all peers (threats T2). Either thread. First come, first served. */

export interface UploadSlot {
  readonly isGranted: boolean;
  /** Gives it back, or stops waiting for it. More than once does no harm. */
  release(): void;
}

export interface UploadSlots {
  /** Calls `granted` when a slot is free, unless one is at once. */
  acquire(granted: () => void): UploadSlot;
}

export function createUploadSlots(count: number): UploadSlots {
  const waiting = new Set<() => void>();
  let free = count;

  function grantNext(): void {
    for (const grant of waiting) {
      if (free === 0) return;
      waiting.delete(grant);
      free--;
      grant();
    }
  }

  return {
    acquire(granted) {
      let state: "waiting" | "granted" | "released" = free > 0 ? "granted" : "waiting";
      const grant = (): void => {
        state = "granted";
        granted();
      };
      if (state === "granted") free--;
      else waiting.add(grant);
      return {
        get isGranted() {
          return state === "granted";
        },
        release() {
          const before = state;
          state = "released";
          waiting.delete(grant);
          if (before !== "granted") return;
          free++;
          grantNext();
        },
      };
    },
  };
}

/** Before the first. */
export const noUploadSlot: UploadSlot = { isGranted: false, release: () => undefined };
