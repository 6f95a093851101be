/** The uploads that may run at once, over all peers (threats T2). Either thread. First come, first served. */

export interface UploadSlot {
  readonly isGranted: boolean;
  /** Gives it back, or stops waiting for it. More than once does no harm. */
  release(): void;
}

export interface UploadSlots {
  /** Calls `granted` when a slot is free: at once, or later. */
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
      let state: "waiting" | "granted" | "released" = "waiting";
      const grant = (): void => {
        state = "granted";
        granted();
      };
      waiting.add(grant);
      grantNext();
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
