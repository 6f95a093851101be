/** Frees space within one transaction: first expired records, then the least recently used of all streams. Either thread. */
import { parseHead, type RecordHead } from "./record.ts";
import type { Transaction, Work } from "./work.ts";

export interface Eviction {
  /** The least recently used of all, as the transaction began. */
  readonly oldest: RecordHead | undefined;
  /** Returns the bytes that still have to be freed. Called after each record. */
  readonly excess: () => number;
  /** ms since 1970. Records that were last used before are always deleted. */
  readonly expired: number;
  /** Who needs what; asked once, and only when something has to go. */
  readonly readNeeds: () => Promise<(head: Pick<RecordHead, "masterSwarmId" | "id">) => boolean>;
}

/** The number of records that are read at a time, in the order of their last use. */
const chunk = 200;

/** Returns the deleted records. Pinned streams and needed records stay, even if this does not free enough space. */
export async function evict(work: Work, eviction: Eviction): Promise<RecordHead[]> {
  const { oldest, excess, expired, readNeeds } = eviction;
  const byAccess = work.transaction.objectStore("records").index("byAccess");
  const isDone = (head: RecordHead): boolean => head.accessedAt >= expired && excess() <= 0;
  // Usually nothing has to be deleted, and the oldest record is enough to know this.
  if (oldest === undefined || isDone(oldest)) return [];
  const isNeeded = await readNeeds();
  const gone: RecordHead[] = [];
  let range: IDBKeyRange | undefined;
  for (;;) {
    const heads = (await byAccess.getAll(range, chunk)).map(toHead);
    const before = gone.length;
    for (const head of heads) {
      if (isDone(head)) return gone;
      if (work.ledger.find(head.masterSwarmId)?.isPinned === true || isNeeded(head)) continue;
      work.remove(head);
      gone.push(head);
    }
    const last = heads.at(-1);
    if (last === undefined || heads.length < chunk) return gone;
    // Others may have been used at the same time: they are next, unless these all stay.
    range = IDBKeyRange.lowerBound(last.accessedAt, gone.length === before);
  }
}

export async function readOldest(transaction: Transaction): Promise<RecordHead | undefined> {
  const byAccess = transaction.objectStore("records").index("byAccess");
  return (await byAccess.getAll(undefined, 1)).map(toHead)[0];
}

/** Whatever else is damaged: its key and its place in the index are right, or it would not have been found there. */
function toHead(value: unknown): RecordHead {
  const { masterSwarmId, id, accessedAt } = value as RecordHead;
  const damaged = { masterSwarmId, id, accessedAt, bytes: 0, checksum: 0, storedAt: 0 };
  return parseHead(value) ?? damaged;
}
