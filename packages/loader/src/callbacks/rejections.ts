/**
 * Keeps the errors of validators by segment. Page. The host only learns that a segment is invalid. The listener of
 * `SegmentError` gets the caller's own error object, which need not be cloneable.
 */
import type { SegmentKey } from "@swarmlane/contract";

export interface Rejections {
  note(key: SegmentKey, reason: unknown): void;
  /** Removes and returns the newest error, or undefined if there is none. */
  take(key: SegmentKey): { readonly reason: unknown } | undefined;
  /** Forgets the errors of segments that are no longer queued. */
  keepOnly(isWanted: (key: SegmentKey) => boolean): void;
}

export function createRejections(): Rejections {
  const reasons = new Map<SegmentKey, { readonly reason: unknown }>();
  return {
    note: (key, reason) => void reasons.set(key, { reason }),
    take(key) {
      const found = reasons.get(key);
      reasons.delete(key);
      return found;
    },
    keepOnly(isWanted) {
      for (const key of reasons.keys()) if (!isWanted(key)) reasons.delete(key);
    },
  };
}
