/** Waits for a batch of segments and records when they arrived. Browser. One batch at a time. */
import type { LoadReport } from "./bench-page.ts";

export interface Arrivals {
  /** Begins a batch. Resolves when all of its segments were added, and rejects with the reason if one failed. */
  expect(ids: readonly string[]): Promise<LoadReport>;
  add(id: string, bytes: number): void;
  fail(reason: string): void;
}

export function createArrivals(): Arrivals {
  let missing = new Set<string>();
  let settle: { resolve: (report: LoadReport) => void; reject: (reason: Error) => void };
  let started = 0;
  let first: number | undefined;
  let bytes = 0;
  return {
    expect: (ids) => {
      missing = new Set(ids);
      started = performance.now();
      first = undefined;
      bytes = 0;
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
    },
    add: (id, length) => {
      if (!missing.delete(id)) return;
      const elapsed = performance.now() - started;
      first ??= elapsed;
      bytes += length;
      if (missing.size === 0) settle.resolve({ total: elapsed, first, bytes });
    },
    fail: (reason) => settle.reject(new Error(reason)),
  };
}
