/**
 * Segments in IndexedDB. Either thread. Every call is one transaction, without a deadline, and rejects with
 * `STORAGE_DEGRADED`: who uses it decides what then. Nothing is served that is not what was stored.
 */
import type {
  Limits,
  LoadedSegment,
  LoaderError,
  SegmentStore,
  StorageDescription,
} from "@swarmlane/contract";
import { createBudget } from "./budget.ts";
import { openConnection } from "./connection.ts";
import { isFresh, type Ages } from "./freshness.ts";
import { createListing, createListings, type Listing } from "./listing.ts";
import { readSegment, readSegments } from "./read-records.ts";
import { damaged, toInfo, toSegmentRecord, type RecordKey } from "./record.ts";
import type { StoragePlatform } from "./storage-platform.ts";
import { emptyRow, type StreamRow } from "./stream-row.ts";
import { createUnwritten } from "./unwritten.ts";
import { keyOf } from "./work.ts";
import { writeRecords, type Item, type Written } from "./write-records.ts";

export interface IdbStore extends SegmentStore {
  /** All in one transaction, with what else is to be written. Their data is cloned, not taken. */
  storeAll(segments: readonly LoadedSegment[]): Promise<Written>;
  /** The player used one that was not read here. */
  touch(id: string, masterSwarmId: string): void;
  /** Whether something but segments is to be written: a lease to renew, records to drop, uses to note. */
  readonly isDirty: boolean;
  /** Opens and reads, and so shows whether the database works. Forgets what was listed. */
  probe(): Promise<void>;
  /** From now on its segments age as those of a live stream do. Written with the next segments. */
  noteLive(masterSwarmId: string): void;
}

export interface IdbStoreOptions {
  readonly description: StorageDescription;
  readonly limits: Limits;
  readonly platform: StoragePlatform;
  /** Names this tab's lease; nobody else's. */
  readonly owner: string;
  /** A record that is not what was written was found, and is dropped with the next write. */
  readonly onDamage: (error: LoaderError) => void;
  /** The connection is no more; the next call opens another. */
  readonly onLost: (error: Error) => void;
}

/** What the file `indexeddb-store.js` exports: this module, as a host loads it (docs/adr/0009-storage.md). */
export interface IdbStoreModule {
  readonly createIdbStore: (options: IdbStoreOptions) => IdbStore;
}

/** A loader plays one master swarm, rarely two. */
const listingsKept = 4;

export function createIdbStore(options: IdbStoreOptions): IdbStore {
  const { description, limits, platform, owner, onDamage } = options;
  const { now } = platform;
  const ages: Ages = { maxAge: description.maxAge, liveAge: limits.storageLiveAge };
  const budget = createBudget(description.maxBytes, limits, platform);
  const listings = createListings(listingsKept);
  const unwritten = createUnwritten(owner, limits.storageLease, now);
  const connection = openConnection(description.name, (error) => {
    listings.clear();
    options.onLost(error);
  });
  /** A quota was exceeded in spite of the budget: so many bytes may stay. */
  let mustFree: number | undefined;
  let isDestroyed = false;

  async function list(masterSwarmId: string): Promise<Listing> {
    const known = listings.get(masterSwarmId);
    if (known !== undefined && now() - known.readAt < limits.storageRelist) return known;
    const readAt = now();
    const read = await readSegments(await connection.get(), masterSwarmId);
    for (const { key, error } of read.damaged) dropDamaged(key, error);
    if (read.isListDamaged) {
      unwritten.rebuild(masterSwarmId);
      onDamage(damaged("is no list of segments"));
    }
    const row = marked(read.row, masterSwarmId);
    const fresh = read.segments.filter(({ info, storedAt }) => {
      const key = keyOf(info);
      // Found damaged, and not yet dropped.
      if (unwritten.isDropped(key)) return false;
      const isUsable = isFresh({ storedAt }, row, ages, readAt);
      if (!isUsable) unwritten.drop(key);
      return isUsable;
    });
    const listing = createListing(fresh, readAt, known);
    listings.set(masterSwarmId, listing);
    return listing;
  }

  function marked(row: StreamRow | undefined, masterSwarmId: string): StreamRow | undefined {
    if (!unwritten.isLive(masterSwarmId)) return row;
    return { ...(row ?? emptyRow(masterSwarmId)), isLive: true };
  }

  function dropDamaged(key: RecordKey, error: LoaderError): void {
    unwritten.drop(key);
    listings.remove(key);
    onDamage(error);
  }

  function touch(id: string, masterSwarmId: string): void {
    const listing = listings.get(masterSwarmId);
    const touchedAt = listing?.touchedAt(id);
    if (touchedAt === undefined || now() - touchedAt < limits.storageTouch) return;
    listing?.touch(id, now());
    unwritten.touch([masterSwarmId, id]);
  }

  /** One transaction. Takes with it what was noted since the last. */
  async function commit(items: readonly Item[], most: (total: number) => number): Promise<Written> {
    const { change, done } = unwritten.take(items.map(({ record }) => record));
    const written = await writeRecords(await connection.get(), {
      ...change,
      items,
      now: now(),
      maxAge: ages.maxAge,
      budget: most,
      slack: limits.storageSlack,
      isLocked: (head) => unwritten.isLocked(head),
    });
    done();
    for (const head of written.evicted) listings.remove(keyOf(head));
    return written;
  }

  async function write(segments: readonly LoadedSegment[]): Promise<Written> {
    await budget.refresh();
    if (mustFree !== undefined) {
      // By itself: what an aborted write deletes is there again.
      const most = mustFree;
      await commit([], () => most);
      mustFree = undefined;
    }
    const items = segments.map((segment) => ({
      record: toSegmentRecord(segment, now()),
      payload: segment.data,
    }));
    let total = 0;
    try {
      const written = await commit(items, (before) => budget.of((total = before)));
      for (const { record } of items) {
        if (!written.stored.includes(record)) continue;
        unwritten.keep(keyOf(record));
        listings.add(toInfo(record), now());
      }
      return written;
    } catch (thrown) {
      if (isQuota(thrown)) {
        const bytes = items.reduce((sum, { record }) => sum + record.bytes, 0);
        mustFree = Math.max(0, total - 2 * bytes);
        budget.forget();
      }
      throw thrown;
    }
  }

  return {
    storeAll: write,
    touch,
    noteLive: (masterSwarmId) => unwritten.noteLive(masterSwarmId),
    get isDirty() {
      return !isDestroyed && unwritten.isDirty;
    },
    async probe() {
      listings.clear();
      await list("");
    },
    async store(segment) {
      await write([segment]);
    },
    async list(masterSwarmId) {
      return isDestroyed ? [] : (await list(masterSwarmId)).infos;
    },
    async read(id, masterSwarmId, reader) {
      if (isDestroyed) return undefined;
      const key: RecordKey = [masterSwarmId, id];
      const found = await readSegment(await connection.get(), key);
      if (found === undefined) {
        // Another tab or the site dropped it. It may still be listed, if the list is wrong.
        if (listings.get(masterSwarmId)?.touchedAt(id) !== undefined) unwritten.drop(key);
        listings.remove(key);
        return undefined;
      }
      if (found.error !== undefined) {
        dropDamaged(key, found.error);
        return undefined;
      }
      if (!isFresh(found.head, marked(found.row, masterSwarmId), ages, now())) return undefined;
      if (reader === "player") touch(id, masterSwarmId);
      return found.segment;
    },
    /** Evicts nothing itself, a write does: it notes what this tab needs of what is there. */
    async clean(masterSwarmId, isWanted) {
      if (isDestroyed) return false;
      await list(masterSwarmId);
      const stored = () => (listings.get(masterSwarmId)?.infos ?? []).map(({ id }) => id);
      unwritten.lease(masterSwarmId, stored, isWanted);
      return false;
    },
    /** What is stored stays: it is closed. */
    destroy() {
      isDestroyed = true;
      connection.close();
      listings.clear();
      return Promise.resolve();
    },
  };
}

function isQuota(thrown: unknown): boolean {
  const { cause } = thrown as { cause?: { name?: unknown } };
  return cause?.name === "QuotaExceededError";
}
