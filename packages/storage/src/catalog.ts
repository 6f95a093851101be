/** The API for the site: list streams, free space, pin a stream. Page. Each call is one transaction. */
import { openConnection } from "./database-connection.ts";
import { createStreamLedger } from "./stream-ledger.ts";
import { pagesOf, recordsOf } from "./pages.ts";
import type { Database } from "./schema.ts";
import { storageError } from "./storage-error.ts";
import { createStoragePlatform } from "./storage-platform.ts";
import { inWork, readNothing } from "./work.ts";

export interface StoredStream {
  readonly masterSwarmId: string;
  /** Segments, playlists and other assets. */
  readonly bytes: number;
  readonly segments: number;
  /** Pinned: neither evicted nor expired. */
  readonly isPinned: boolean;
  /** Recognized as live: its segments can only be used for some minutes. */
  readonly isLive: boolean;
}

export interface StorageUsage {
  /** In this database, over all streams. */
  readonly bytes: number;
  readonly segments: number;
  readonly streams: number;
  /** For the whole origin, as estimated by the browser. Undefined if it gives no estimate. */
  readonly originBytes: number | undefined;
  readonly quota: number | undefined;
}

/** Every call may reject with `STORAGE_DEGRADED`. */
export interface StorageCatalog {
  streams(): Promise<StoredStream[]>;
  usage(): Promise<StorageUsage>;
  /** A player that has it open continues, and loads what it needs again. */
  remove(masterSwarmId: string): Promise<void>;
  /** All streams, pinned ones too. */
  clear(): Promise<void>;
  /** Also works before any segment of it is stored. */
  pin(masterSwarmId: string): Promise<void>;
  unpin(masterSwarmId: string): Promise<void>;
  /** The next call opens it again. */
  close(): void;
}

export function createCatalog(name: string, platform = createStoragePlatform()): StorageCatalog {
  let connection = openConnection(name, () => undefined);

  async function readStreams(): Promise<StoredStream[]> {
    const db = await connection.get();
    try {
      return [...createStreamLedger(await db.getAll("streams")).rows];
    } catch (thrown) {
      throw storageError("the database cannot be read", thrown);
    }
  }

  async function mark(masterSwarmId: string, isPinned: boolean): Promise<void> {
    await inWork(await connection.get(), readNothing, ({ ledger }) => {
      ledger.mark(masterSwarmId, { isPinned });
      return Promise.resolve();
    });
  }

  return {
    streams: readStreams,
    async usage() {
      const [streams, { quota, usage }] = await Promise.all([
        readStreams(),
        platform.estimate().catch(() => ({ quota: undefined, usage: undefined })),
      ]);
      return {
        bytes: streams.reduce((sum, { bytes }) => sum + bytes, 0),
        segments: streams.reduce((sum, { segments }) => sum + segments, 0),
        streams: streams.length,
        originBytes: usage,
        quota,
      };
    },
    async remove(masterSwarmId) {
      await removeStream(await connection.get(), masterSwarmId);
    },
    async clear() {
      await inWork(await connection.get(), readNothing, ({ transaction, ledger, later }) => {
        later(transaction.objectStore("records").clear());
        later(transaction.objectStore("payloads").clear());
        later(transaction.objectStore("pages").clear());
        for (const { masterSwarmId } of ledger.rows) ledger.forget(masterSwarmId);
        return Promise.resolve();
      });
    },
    pin: (masterSwarmId) => mark(masterSwarmId, true),
    unpin: (masterSwarmId) => mark(masterSwarmId, false),
    close() {
      connection.close();
      connection = openConnection(name, () => undefined);
    },
  };
}

function removeStream(db: Database, masterSwarmId: string): Promise<void> {
  return inWork(db, readNothing, ({ transaction, ledger, later }) => {
    const all = recordsOf(masterSwarmId);
    later(transaction.objectStore("records").delete(all));
    later(transaction.objectStore("payloads").delete(all));
    later(transaction.objectStore("pages").delete(pagesOf(masterSwarmId)));
    ledger.forget(masterSwarmId);
    return Promise.resolve();
  });
}
