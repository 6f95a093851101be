/**
 * Frees space if a quota is exceeded so far that nothing can be written, not even the sizes that an eviction changes. Either
 * thread. It is one transaction that only deletes. The sizes of the returned streams are wrong until they are rebuilt.
 */
import { createLeaseReader } from "./leases.ts";
import { parseHead, type RecordHead } from "./record.ts";
import { storageError } from "./storage-error.ts";
import { parseRow } from "./stream-row.ts";
import type { Database } from "./schema.ts";

export interface FreeSpace {
  /** The share of the deletable bytes to delete, at least one record. 0…1. */
  readonly share: number;
  /** ms since 1970. */
  readonly now: number;
  /** This tab, whose lease may be out of date: `isLocked` knows better. */
  readonly owner: string;
  readonly isLocked: (head: Pick<RecordHead, "masterSwarmId" | "id">) => boolean;
}

/** Returns the deleted records, the least recently used ones that are neither pinned nor needed. Rejects with `STORAGE_DEGRADED`. */
export async function freeSpace(
  db: Database,
  { share, now, owner, isLocked }: FreeSpace,
): Promise<RecordHead[]> {
  try {
    const transaction = db.transaction(["records", "payloads", "streams", "leases"], "readwrite");
    transaction.done.catch(() => undefined);
    const records = transaction.objectStore("records");
    const payloads = transaction.objectStore("payloads");
    const [values, rows, leases] = await Promise.all([
      records.index("byAccess").getAll(),
      transaction.objectStore("streams").getAll(),
      transaction.objectStore("leases").getAll(),
    ]);
    const pinned = new Set(
      rows.map(parseRow).map((row) => (row?.isPinned === true ? row.masterSwarmId : undefined)),
    );
    const isLeased = createLeaseReader(leases, now, owner);
    const heads = values.map(parseHead).filter((head) => head !== undefined);
    const free = heads.filter(
      (head) => !pinned.has(head.masterSwarmId) && !isLeased(head) && !isLocked(head),
    );
    const goal = share * free.reduce((sum, { bytes }) => sum + bytes, 0);
    const gone: RecordHead[] = [];
    let freed = 0;
    for (const head of free) {
      if (freed >= goal) break;
      const key: [string, RecordHead["id"]] = [head.masterSwarmId, head.id];
      records.delete(key).catch(() => undefined);
      payloads.delete(key).catch(() => undefined);
      gone.push(head);
      freed += head.bytes;
    }
    await transaction.done;
    return gone;
  } catch (thrown) {
    throw storageError("no space could be freed in the database", thrown);
  }
}
