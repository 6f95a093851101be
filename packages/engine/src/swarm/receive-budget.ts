/** Memory that all downloads from peers share (threats T18). Either thread. */

export interface ReceiveBudget {
  /** False when there is not so much left. */
  reserve(bytes: number): boolean;
  release(bytes: number): void;
}

export function createReceiveBudget(total: number): ReceiveBudget {
  let free = total;
  return {
    reserve(bytes) {
      if (bytes > free) return false;
      free -= bytes;
      return true;
    },
    release(bytes) {
      free += bytes;
    },
  };
}
