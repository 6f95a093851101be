/**
 * Writes within an unknown quota, because the browser's estimate may be wrong. Either thread.
 * When the quota is exceeded for the first time, this is reported. The allowed size is remembered, and space is freed before
 * further writes.
 */
import type { Limits } from "@swarmlane/contract";
import type { Budget } from "./budget.ts";
import type { Item, Written } from "./write-records.ts";

export interface QuotaWriterOptions {
  /** One transaction. `most` returns the number of bytes that may be stored afterwards, given the bytes before. */
  readonly commit: (items: readonly Item[], most: (total: number) => number) => Promise<Written>;
  /** Deletes half of the unneeded records, without writing anything. */
  readonly freeHalf: () => Promise<void>;
  readonly budget: Budget;
  /** ms since 1970. */
  readonly now: () => number;
  readonly limits: Limits;
}

/** If it rejects with `STORAGE_DEGRADED`, nothing was stored. The next call may have more space. */
export type QuotaWriter = (items: readonly Item[]) => Promise<Written>;

/** By which a ceiling that turns out to be too high is lowered. */
const step = 0.75;

export function createQuotaWriter(options: QuotaWriterOptions): QuotaWriter {
  const { commit, freeHalf, budget, now, limits } = options;
  /** The maximum number of bytes, as determined by a refused write. */
  let ceiling: { readonly bytes: number; readonly since: number } | undefined;
  let wasTold = false;

  /** Space is freed first, in a separate transaction, because a quota counts what a write adds but not what it deletes. */
  async function writeBelow(most: number, items: readonly Item[]): Promise<Written> {
    try {
      await commit([], () => most - bytesOf(items));
    } catch (thrown) {
      if (isQuota(thrown)) {
        // The quota is far below the stored size. The next writes find out how far.
        ceiling = undefined;
        await freeHalf();
      }
      throw thrown;
    }
    let written: Written;
    try {
      written = await commit(items, (total) => Math.min(most, budget.of(total)));
    } catch (thrown) {
      if (isQuota(thrown)) ceiling = { bytes: most * step, since: now() };
      throw thrown;
    }
    return written.refused.length === 0 ? written : writeBeyond(items, written);
  }

  /** The ceiling may be too low: before anything is refused for it, the quota itself is asked, one by one. */
  async function writeBeyond(items: readonly Item[], before: Written): Promise<Written> {
    let all = before;
    for (const item of items) {
      if (!before.refused.includes(item.record)) continue;
      try {
        const { stored, evicted, amount } = await commit([item], (held) => budget.of(held));
        const refused = all.refused.filter((record) => !stored.includes(record));
        all = {
          stored: [...all.stored, ...stored],
          refused,
          evicted: [...all.evicted, ...evicted],
          amount,
        };
        ceiling = { bytes: Math.max(ceiling?.bytes ?? 0, amount.bytes), since: now() };
      } catch (thrown) {
        // The rest is refused. Where that is all, the disk is out: what waits to be written goes on waiting.
        if (!isQuota(thrown) || all.stored.length === 0) throw thrown;
        return all;
      }
    }
    return all;
  }

  return async (items) => {
    await budget.refresh();
    const isKnown = ceiling !== undefined && now() - ceiling.since < limits.storageCeiling;
    if (ceiling !== undefined && isKnown) return writeBelow(ceiling.bytes, items);
    let total = 0;
    try {
      return await commit(items, (before) => budget.of((total = before)));
    } catch (thrown) {
      if (!isQuota(thrown)) throw thrown;
      const bytes = bytesOf(items);
      const most = Math.max(total - bytes, (total + bytes) / 2);
      ceiling = { bytes: most, since: now() };
      if (wasTold) return writeBelow(most, items);
      wasTold = true;
      throw thrown;
    }
  };
}

function bytesOf(items: readonly Item[]): number {
  return items.reduce((sum, { record }) => sum + record.bytes, 0);
}

function isQuota(thrown: unknown): boolean {
  const { cause } = thrown as { cause?: { name?: unknown } };
  return cause?.name === "QuotaExceededError";
}
