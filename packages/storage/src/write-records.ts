/** Writes records within the limit and updates sizes and lists, in one transaction. Either thread. */
import type { StoredAmount } from "@swarmlane/contract";
import { evict, readOldest } from "./evict.ts";
import { readLeases, type Lease } from "./leases.ts";
import { rebuildPages, recordsOf, type PageChanges } from "./pages.ts";
import { parseHead, type RecordHead, type RecordKey } from "./record.ts";
import type { Database } from "./schema.ts";
import { inWork, keyOf, type Transaction, type Work } from "./work.ts";

export interface Item {
  readonly record: RecordHead;
  /** Cloned before this returns to the event loop. */
  readonly payload: ArrayBuffer;
}

export interface Change {
  readonly items: readonly Item[];
  /** Damaged or stale. */
  readonly drop: readonly RecordKey[];
  /** Streams whose list or size is wrong: both are rebuilt from their records. */
  readonly rebuild: readonly string[];
  /** Used by the player. */
  readonly touch: readonly RecordKey[];
  readonly live: readonly string[];
  readonly lease: Lease | undefined;
  /** ms since 1970. */
  readonly now: number;
  readonly maxAge: number;
  /** Most bytes, given those that are there. */
  readonly budget: (total: number) => number;
  /** How far below, as a share of the budget, an eviction goes. */
  readonly slack: number;
  readonly isLocked: (head: Pick<RecordHead, "masterSwarmId" | "id">) => boolean;
}

export interface Written {
  readonly stored: readonly RecordHead[];
  /** Records for which there was no space, because all others are needed or pinned. */
  readonly refused: readonly RecordHead[];
  readonly evicted: readonly RecordHead[];
  /** What is in the database now. */
  readonly amount: StoredAmount;
}

/** If it rejects with `STORAGE_DEGRADED`, nothing has changed. */
export function writeRecords(db: Database, change: Change): Promise<Written> {
  const { items, touch, live, lease, now, maxAge, slack } = change;
  /** What is replaced counts no more, and must not be chosen for eviction. */
  const leaving = distinct([...change.drop, ...items.map(({ record }) => keyOf(record))]);

  async function readAhead(transaction: Transaction, pages: Pick<PageChanges, "expect">) {
    // If a list is rebuilt, its pages differ from those that are stored now.
    if (change.rebuild.length === 0) leaving.forEach((key) => pages.expect(key));
    const [touched, left, oldest] = await Promise.all([
      readValues(transaction, touch),
      readHeads(transaction, leaving),
      readOldest(transaction),
    ]);
    return { touched, left, oldest };
  }

  return inWork(db, readAhead, async (work, { touched, left, oldest }) => {
    const { ledger, transaction, later } = work;
    if (lease !== undefined) later(transaction.objectStore("leases").put(lease));
    for (const masterSwarmId of live) {
      if (ledger.find(masterSwarmId) !== undefined) ledger.mark(masterSwarmId, { isLive: true });
    }
    for (const masterSwarmId of change.rebuild) {
      await rebuildPages(transaction, masterSwarmId, later);
      await recount(work, masterSwarmId);
    }
    for (const value of touched) {
      if (parseHead(value) === undefined) continue;
      later(transaction.objectStore("records").put({ ...(value as object), accessedAt: now }));
    }
    for (const key of change.drop) work.unlist(key);
    for (const head of left) work.remove(head);
    const incoming = items.reduce((sum, { record }) => sum + record.bytes, 0);
    const budget = change.budget(ledger.total);
    const isOver = ledger.total + incoming > budget;
    const goal = isOver ? budget * (1 - slack) - incoming : budget;
    const evicted = await evict(work, {
      oldest,
      excess: () => ledger.total - Math.max(0, goal),
      expired: now - maxAge,
      async readNeeds() {
        const isLeased = await readLeases(work, now);
        return (head) => isLeased(head) || change.isLocked(head);
      },
    });
    const stored: RecordHead[] = [];
    const refused: RecordHead[] = [];
    for (const { record, payload } of items) {
      if (ledger.total + record.bytes > budget) {
        refused.push(record);
        continue;
      }
      work.put(record, payload);
      if (live.includes(record.masterSwarmId)) ledger.mark(record.masterSwarmId, { isLive: true });
      stored.push(record);
    }
    return { stored, refused, evicted, amount: ledger.amount };
  });
}

async function recount({ transaction, ledger }: Work, masterSwarmId: string): Promise<void> {
  const values = await transaction.objectStore("records").getAll(recordsOf(masterSwarmId));
  const bytes = values.reduce<number>((sum, value) => sum + (parseHead(value)?.bytes ?? 0), 0);
  // A damaged one has its key all the same, and is subtracted when it goes.
  const segments = values.filter((value) => typeof (value as RecordHead).id === "string").length;
  ledger.set(masterSwarmId, bytes, segments);
}

function readValues(transaction: Transaction, keys: readonly RecordKey[]): Promise<unknown[]> {
  const records = transaction.objectStore("records");
  return Promise.all(keys.map((key) => records.get(key)));
}

/** Those that are there; of a damaged one nothing is counted. */
async function readHeads(transaction: Transaction, keys: readonly RecordKey[]) {
  const values = await readValues(transaction, keys);
  return keys.flatMap(([masterSwarmId, id], index) => {
    const value = values[index];
    return value === undefined ? [] : [{ masterSwarmId, id, bytes: parseHead(value)?.bytes ?? 0 }];
  });
}

function distinct(keys: readonly RecordKey[]): RecordKey[] {
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}
