/**
 * The list of a stream's segments in pages, because reading ten thousand single records takes several times as long as a player
 * may wait. Either thread. Pages repeat data of the records and can be rebuilt from them.
 */
import type { SegmentInfo } from "@swarmlane/contract";
import type { IDBPTransaction } from "idb";
import { parseSegmentInfo } from "./parse-segment.ts";
import { parseSegmentRecord, type PageKey, type RecordKey, type SegmentRecord } from "./record.ts";
import type { Schema, StoreName } from "./schema.ts";

export interface ListedSegment {
  readonly info: SegmentInfo;
  readonly storedAt: number;
}

type Transaction = IDBPTransaction<Schema, StoreName[], "readwrite" | "versionchange">;

/** Each stream has 128 pages: few enough to read all of them, and enough to rewrite one with each segment. */
const pageBits = 7;

/** The number of neighbouring segments that share a page, so that segments that are written or deleted together change few pages. */
const segmentsPerPage = 64;

/** What a transaction stored, and what it removed. */
export interface PageChanges {
  /** It will be changed: its page is read at once, beside what else the transaction reads. */
  expect(key: RecordKey): void;
  add(record: SegmentRecord): void;
  remove(key: RecordKey): void;
  /** Writes the pages that changed. The requests fail the whole when they fail. */
  save(later: (request: Promise<unknown>) => void): Promise<void>;
}

interface Page {
  readonly key: PageKey;
  readonly stored: Promise<unknown>;
  readonly changes: Map<string, ListedSegment | undefined>;
}

export function createPageChanges(transaction: Transaction): PageChanges {
  const store = transaction.objectStore("pages");
  const pages = new Map<string, Page>();

  function pageFor(masterSwarmId: string, id: string): Page {
    const key: PageKey = [masterSwarmId, pageOf(id)];
    const name = JSON.stringify(key);
    const known = pages.get(name);
    if (known !== undefined) return known;
    const page = { key, stored: store.get(key), changes: new Map<string, undefined>() };
    // It fails the whole, and is awaited by `save` only.
    page.stored.catch(() => undefined);
    pages.set(name, page);
    return page;
  }

  return {
    expect([masterSwarmId, id]) {
      if (typeof id === "string") pageFor(masterSwarmId, id);
    },
    add(record) {
      const row = { info: record, storedAt: record.storedAt };
      pageFor(record.masterSwarmId, record.id).changes.set(record.id, row);
    },
    remove([masterSwarmId, id]) {
      if (typeof id === "string") pageFor(masterSwarmId, id).changes.set(id, undefined);
    },
    async save(later) {
      const changed = [...pages.values()].filter(({ changes }) => changes.size > 0);
      const values = await Promise.all(changed.map(({ stored }) => stored));
      for (const [index, { key, changes }] of changed.entries()) {
        const rows = new Map((parsePage(key[0], values[index]) ?? []).map(withId));
        for (const [id, row] of changes) {
          if (row === undefined) rows.delete(id);
          else rows.set(id, row);
        }
        later(rows.size === 0 ? store.delete(key) : store.put(toPage([...rows.values()]), key));
      }
    },
  };
}

/** Builds the pages of a stream from its records. */
export async function rebuildPages(
  transaction: Transaction,
  masterSwarmId: string,
  later: (request: Promise<unknown>) => void,
): Promise<void> {
  later(transaction.objectStore("pages").delete(pagesOf(masterSwarmId)));
  const changes = createPageChanges(transaction);
  for (const value of await transaction.objectStore("records").getAll(segmentsOf(masterSwarmId))) {
    const record = parseSegmentRecord(value);
    if (record !== undefined) changes.add(record);
  }
  await changes.save(later);
}

/** Undefined if the value is not a page. */
export function parsePage(masterSwarmId: string, value: unknown): ListedSegment[] | undefined {
  if (typeof value !== "string") return undefined;
  try {
    const rows: unknown = JSON.parse(value);
    return Array.isArray(rows) ? rows.map((row) => parseRow(masterSwarmId, row)) : undefined;
  } catch {
    return undefined;
  }
}

/** Keys of all pages of a stream: numbers, which come before arrays. */
export function pagesOf(masterSwarmId: string): IDBKeyRange {
  return IDBKeyRange.bound([masterSwarmId], [masterSwarmId, []]);
}

/** Keys of all segments of a stream: ids that are strings; those of assets are arrays and come after them. */
export function segmentsOf(masterSwarmId: string): IDBKeyRange {
  return IDBKeyRange.bound([masterSwarmId], [masterSwarmId, []]);
}

/** Keys of all records of a stream, from its first string to its last array: segments and assets. */
export function recordsOf(masterSwarmId: string): IDBKeyRange {
  return IDBKeyRange.bound([masterSwarmId], [masterSwarmId, [[]]]);
}

function toPage(rows: readonly ListedSegment[]): string {
  return JSON.stringify(
    rows.map(({ info, storedAt }) => {
      const { id, url, masterManifestUri, streamId, sequence, range, priority } = info;
      return [id, url, masterManifestUri, streamId, sequence, range, priority, storedAt];
    }),
  );
}

/** Throws if the value is not a row. In that case the page is invalid. */
function parseRow(masterSwarmId: string, row: unknown): ListedSegment {
  // By index: taking an array apart by a pattern asks its iterator, ten thousand times a list.
  const cells = row as unknown[];
  const storedAt = cells[7];
  const info = parseSegmentInfo({
    id: cells[0],
    url: cells[1],
    masterSwarmId,
    masterManifestUri: cells[2],
    streamId: cells[3],
    sequence: cells[4],
    range: cells[5],
    priority: cells[6],
  });
  if (info === undefined || typeof storedAt !== "number")
    throw new TypeError("is not a valid row of a page");
  return { info, storedAt };
}

function withId(row: ListedSegment): [string, ListedSegment] {
  return [row.info.id, row];
}

/** Ids mostly end with the segment's number, or with its start in seconds: `17`, `68.000`. */
function pageOf(id: string): number {
  const { index = id.length, 0: number = "0" } = /\d{1,15}(?:\.\d+)?$/.exec(id) ?? {};
  let hash = Math.floor(Number(number) / segmentsPerPage);
  for (let i = 0; i < index; i += 1) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) | 0;
  // Multiplied by the golden ratio (Knuth), whose upper bits are spread: numbers of many ticks differ in few of theirs.
  return Math.imul(hash, 0x9e3779b1) >>> (32 - pageBits);
}
