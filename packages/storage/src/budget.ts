/**
 * Computes the limit of the database in bytes from the site's setting, a share of the browser's quota, and the free space.
 * Either thread.
 */
import type { Limits } from "@swarmlane/contract";
import type { StorageEstimate, StoragePlatform } from "./storage-platform.ts";

export interface Budget {
  /** Asks the browser, at most once in `limits.storageRetryMax`. Never rejects. */
  refresh(): Promise<void>;
  /** The maximum number of bytes, if the database has `total` bytes. */
  of(total: number): number;
}

export function createBudget(
  maxBytes: number,
  limits: Limits,
  { now, estimate }: StoragePlatform,
): Budget {
  let known: StorageEstimate = {};
  let askedAt = -Infinity;
  /** The free space at the time of the last estimate, and the stored bytes then, which the next call of `of` sets. */
  let room: number | undefined;

  return {
    async refresh() {
      if (now() - askedAt < limits.storageRetryMax) return;
      askedAt = now();
      try {
        known = await estimate();
      } catch {
        known = {};
      }
      // Only now, because `of` may have been called in the meantime with the previous estimate.
      room = undefined;
    },
    of(total) {
      const { quota, usage } = known;
      const share = quota === undefined ? Infinity : quota * limits.storageQuotaShare;
      const free = quota === undefined || usage === undefined ? Infinity : quota - usage;
      room ??= total + Math.max(0, free);
      return Math.min(maxBytes, share, room);
    },
  };
}
