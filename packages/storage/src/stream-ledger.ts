/** Sizes and marks of all streams, within one transaction: read at its start, written back at its end. Either thread. */
import type { StoredAmount } from "@swarmlane/contract";
import { emptyRow, parseRow, type StreamRow } from "./stream-row.ts";

export interface StreamLedger {
  /** Bytes of all streams. */
  readonly total: number;
  readonly amount: StoredAmount;
  find(masterSwarmId: string): Readonly<StreamRow> | undefined;
  readonly rows: readonly Readonly<StreamRow>[];
  add(masterSwarmId: string, bytes: number, segments: number): void;
  /** The stream was counted again. */
  set(masterSwarmId: string, bytes: number, segments: number): void;
  mark(masterSwarmId: string, marks: Partial<Pick<StreamRow, "isPinned" | "isLive">>): void;
  forget(masterSwarmId: string): void;
  /** Rows that changed; those with nothing in them any more are deleted. */
  changes(): { put: StreamRow[]; remove: string[] };
}

export function createStreamLedger(stored: readonly unknown[]): StreamLedger {
  const rows = new Map<string, StreamRow>();
  const touched = new Set<string>();
  let total = 0;
  for (const value of stored) {
    const row = parseRow(value);
    if (row === undefined) continue;
    rows.set(row.masterSwarmId, row);
    total += row.bytes;
  }

  function change(masterSwarmId: string): StreamRow {
    touched.add(masterSwarmId);
    const row = rows.get(masterSwarmId) ?? emptyRow(masterSwarmId);
    rows.set(masterSwarmId, row);
    return row;
  }

  return {
    get total() {
      return total;
    },
    get amount() {
      const all = [...rows.values()].filter(({ bytes }) => bytes > 0);
      const segments = all.reduce((sum, row) => sum + row.segments, 0);
      return { bytes: total, segments, streams: all.length };
    },
    find: (masterSwarmId) => rows.get(masterSwarmId),
    get rows() {
      return [...rows.values()];
    },
    add(masterSwarmId, bytes, segments) {
      const row = change(masterSwarmId);
      const before = row.bytes;
      row.bytes = Math.max(0, before + bytes);
      row.segments = Math.max(0, row.segments + segments);
      total += row.bytes - before;
    },
    set(masterSwarmId, bytes, segments) {
      const row = change(masterSwarmId);
      total += bytes - row.bytes;
      Object.assign(row, { bytes, segments });
    },
    mark(masterSwarmId, marks) {
      Object.assign(change(masterSwarmId), marks);
    },
    forget(masterSwarmId) {
      total -= rows.get(masterSwarmId)?.bytes ?? 0;
      rows.delete(masterSwarmId);
      touched.add(masterSwarmId);
    },
    changes() {
      const put: StreamRow[] = [];
      const remove: string[] = [];
      for (const masterSwarmId of touched) {
        const row = rows.get(masterSwarmId);
        if (row !== undefined && (row.bytes > 0 || row.isPinned)) put.push(row);
        else remove.push(masterSwarmId);
      }
      return { put, remove };
    },
  };
}
