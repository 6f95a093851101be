/** Reads and checks records, each call in one transaction. Either thread. Data from the disk is untrusted. */
import type { LoadedSegment, LoaderError, StoredAmount } from "@swarmlane/contract";
import { createStreamLedger } from "./stream-ledger.ts";
import { pagesOf, parsePage, segmentsOf, type ListedSegment } from "./pages.ts";
import {
  checkPayload,
  damaged as damagedError,
  parseHead,
  parseSegmentRecord,
  toInfo,
  type RecordHead,
  type RecordKey,
} from "./record.ts";
import type { Database } from "./schema.ts";
import { storageError } from "./storage-error.ts";
import { parseRow, type StreamRow } from "./stream-row.ts";
import { keyOf } from "./work.ts";

export interface Damage {
  readonly key: RecordKey;
  readonly error: LoaderError;
}

export interface StoredSegments {
  readonly segments: readonly ListedSegment[];
  readonly row: StreamRow | undefined;
  /** Not what the sizes by stream count, or no list at all: what is here was read from the records. */
  readonly isListWrong: boolean;
  /** A page is none, which is told. */
  readonly isListDamaged: boolean;
  readonly damaged: readonly Damage[];
}

/** Segments of a master swarm, without payload. Rejects with `STORAGE_DEGRADED`. */
export async function readSegments(db: Database, masterSwarmId: string): Promise<StoredSegments> {
  try {
    const transaction = db.transaction(["records", "pages", "streams"]);
    // Its requests tell what went wrong.
    transaction.done.catch(() => undefined);
    const [values, row] = await Promise.all([
      transaction.objectStore("pages").getAll(pagesOf(masterSwarmId)),
      transaction.objectStore("streams").get(masterSwarmId),
    ]);
    const pages = values.map((value) => parsePage(masterSwarmId, value));
    const whole = pages.filter((page) => page !== undefined);
    const segments = whole.flat();
    const parsed = parseRow(row);
    const isListDamaged = whole.length < pages.length;
    const isListWrong = isListDamaged || segments.length !== (parsed?.segments ?? 0);
    const read = isListWrong
      ? parseRecords(await transaction.objectStore("records").getAll(segmentsOf(masterSwarmId)))
      : { segments, damaged: [] };
    return { ...read, row: parsed, isListWrong, isListDamaged };
  } catch (thrown) {
    throw storageError("the database cannot be listed", thrown);
  }
}

function parseRecords(values: readonly unknown[]): Pick<StoredSegments, "segments" | "damaged"> {
  const segments: ListedSegment[] = [];
  const damaged: Damage[] = [];
  for (const value of values) {
    const record = parseSegmentRecord(value);
    if (record !== undefined) segments.push({ info: toInfo(record), storedAt: record.storedAt });
    // Its key is right, or it would not have been found.
    else
      damaged.push({
        key: keyOf(value as RecordHead),
        error: damagedError("is not a valid segment"),
      });
  }
  return { segments, damaged };
}

/** Rejects with `STORAGE_DEGRADED`. */
export async function readAmount(db: Database): Promise<StoredAmount> {
  try {
    return createStreamLedger(await db.getAll("streams")).amount;
  } catch (thrown) {
    throw storageError("the database cannot be read", thrown);
  }
}

export type StoredSegment =
  | {
      readonly error?: undefined;
      readonly segment: LoadedSegment;
      readonly head: RecordHead;
      /** Undefined also where it was not needed. */
      readonly row: StreamRow | undefined;
    }
  | { readonly error: LoaderError };

/** Returns a segment with its payload, or an error that describes the damage. Rejects with `STORAGE_DEGRADED`. */
export async function readSegment(
  db: Database,
  key: RecordKey,
  needsRow: (head: RecordHead) => boolean,
): Promise<StoredSegment | undefined> {
  const { value, payload, row } = await readBoth(db, key, needsRow);
  if (value === undefined) return undefined;
  const record = parseSegmentRecord(value);
  if (record === undefined) return { error: damagedError("is not a valid segment") };
  const data = checkPayload(record, payload);
  if (!(data instanceof ArrayBuffer)) return { error: data };
  const { requestUrl, responseUrl, downloadBandwidth } = record;
  const segment = { info: toInfo(record), data, requestUrl, responseUrl, downloadBandwidth };
  return { segment, head: record, row: parseRow(row) };
}

/** A record, its payload and, where it is needed, its stream's row, unread. Rejects with `STORAGE_DEGRADED`. */
export async function readBoth(
  db: Database,
  key: RecordKey,
  needsRow: (head: RecordHead) => boolean,
) {
  try {
    const transaction = db.transaction(["records", "payloads", "streams"]);
    // What was read is here before its end is told.
    transaction.done.catch(() => undefined);
    const record = transaction.objectStore("records").get(key);
    const payload = transaction.objectStore("payloads").get(key);
    // A record that cannot be read tells; this follows it.
    payload.catch(() => undefined);
    const value: unknown = await record;
    const head = parseHead(value);
    const streams = transaction.objectStore("streams");
    const row: unknown =
      head !== undefined && needsRow(head) ? await streams.get(key[0]) : undefined;
    return { value, payload: await payload, row };
  } catch (thrown) {
    throw storageError("the database cannot be read", thrown);
  }
}
