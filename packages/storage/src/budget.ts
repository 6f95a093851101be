/**
 * How many bytes the database may hold: what the site allows, a share of what the browser grants, and what is free.
 * Either thread.
 */
import type { Limits } from "@swarmlane/contract";
import type { StorageEstimate, StoragePlatform } from "./storage-platform.ts";

export interface Budget {
  /** Asks the browser, at most once in `limits.storageRetryMax`. Never rejects. */
  refresh(): Promise<void>;
  /** Most bytes, when `total` are in the database. */
  of(total: number): number;
}

export function createBudget(
  maxBytes: number,
  limits: Limits,
  { now, estimate }: StoragePlatform,
): Budget {
  let known: StorageEstimate = {};
  let askedAt = -Infinity;
  /** What was free when the browser was asked, beside what was there then; set by the first question after that. */
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
      // Only now: meanwhile others may have asked `of`, which knew of the former answer.
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
