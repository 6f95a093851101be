/**
 * One write transaction over all object stores. Either thread. It succeeds or fails as a whole, and tabs take turns.
 * The sizes per stream are changed together with the records, so they are right in every tab.
 */
import type { IDBPTransaction } from "idb";
import { createStreamLedger, type StreamLedger } from "./stream-ledger.ts";
import { createPageChanges, type PageChanges } from "./pages.ts";
import type { RecordHead, RecordKey, SegmentRecord } from "./record.ts";
import { storeNames, type Database, type Schema, type StoreName } from "./schema.ts";
import { storageError } from "./storage-error.ts";

export type Transaction = IDBPTransaction<Schema, StoreName[], "readwrite">;

export interface Work {
  readonly transaction: Transaction;
  readonly ledger: StreamLedger;
  put(record: RecordHead, payload: ArrayBuffer): void;
  /** Takes it off the list, whether or not there is a record. */
  unlist(key: RecordKey): void;
  remove(head: Pick<RecordHead, "masterSwarmId" | "id" | "bytes">): void;
  /** A request without a result. If it fails, the whole transaction fails. */
  readonly later: (request: Promise<unknown>) => void;
}

/** What a transaction asks for at its start, beside the sizes: a round trip to the disk costs as much as its answer. */
export type ReadAhead<Read> = (
  transaction: Transaction,
  pages: Pick<PageChanges, "expect">,
) => Promise<Read>;

export const readNothing: ReadAhead<undefined> = () => Promise.resolve(undefined);

/** Resolves when the transaction is committed. If it rejects with `STORAGE_DEGRADED`, nothing has changed. */
export async function inWork<Read, Result>(
  db: Database,
  readAhead: ReadAhead<Read>,
  body: (work: Work, read: Read) => Promise<Result>,
): Promise<Result> {
  const requests: Promise<unknown>[] = [];
  const later = (request: Promise<unknown>): void => {
    request.catch(() => undefined);
    requests.push(request);
  };
  let transaction: Transaction | undefined;
  try {
    transaction = db.transaction([...storeNames], "readwrite", { durability: "relaxed" });
    later(transaction.done);
    const [records, payloads] = [
      transaction.objectStore("records"),
      transaction.objectStore("payloads"),
    ];
    const streams = transaction.objectStore("streams");
    const pages = createPageChanges(transaction);
    const [rows, read] = await Promise.all([streams.getAll(), readAhead(transaction, pages)]);
    const ledger = createStreamLedger(rows);
    const work: Work = {
      ...{ transaction, ledger, later },
      unlist: (key) => pages.remove(key),
      put(record, payload) {
        later(records.put(record));
        later(payloads.put(payload, keyOf(record)));
        if (isSegment(record)) pages.add(record);
        ledger.add(record.masterSwarmId, record.bytes, countOf(record));
      },
      remove(head) {
        later(records.delete(keyOf(head)));
        later(payloads.delete(keyOf(head)));
        pages.remove(keyOf(head));
        ledger.add(head.masterSwarmId, -head.bytes, -countOf(head));
      },
    };
    const result = await body(work, read);
    await pages.save(later);
    const { put, remove } = ledger.changes();
    for (const row of put) later(streams.put(row));
    for (const masterSwarmId of remove) later(streams.delete(masterSwarmId));
    // Nothing follows: it need not wait for the answers.
    transaction.commit();
    await Promise.all(requests);
    return result;
  } catch (thrown) {
    // Why it was aborted, rather than that it was.
    const cause = transaction?.error ?? thrown;
    abort(transaction);
    throw storageError("the database cannot be written", cause);
  }
}

export function keyOf({ masterSwarmId, id }: Pick<RecordHead, "masterSwarmId" | "id">): RecordKey {
  return [masterSwarmId, id];
}

function countOf({ id }: Pick<RecordHead, "id">): number {
  return typeof id === "string" ? 1 : 0;
}

function isSegment(record: RecordHead): record is SegmentRecord {
  return typeof record.id === "string";
}

function abort(transaction: Transaction | undefined): void {
  try {
    transaction?.abort();
  } catch {
    // It has ended by itself.
  }
}
