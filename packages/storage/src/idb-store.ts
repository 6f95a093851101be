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
  StoredAmount,
} from "@swarmlane/contract";
import { createBudget } from "./budget.ts";
import { openConnection } from "./database-connection.ts";
import { freeSpace } from "./free-space.ts";
import { isFresh, isYoung, type Ages } from "./freshness.ts";
import { createListing, createListings, type Listing } from "./listing.ts";
import { createQuotaWriter } from "./quota-writer.ts";
import { readAmount, readSegment, readSegments } from "./read-records.ts";
import { damaged, toInfo, toSegmentRecord, type RecordHead, type RecordKey } from "./record.ts";
import type { StoragePlatform } from "./storage-platform.ts";
import { emptyRow, type StreamRow } from "./stream-row.ts";
import { createUnwritten } from "./unwritten.ts";
import { keyOf } from "./work.ts";
import { writeRecords, type Item, type Written } from "./write-records.ts";

export interface IdbStore extends SegmentStore {
  /** All in one transaction, with what else is to be written. Their data is cloned, not taken. */
  storeAll(segments: readonly LoadedSegment[]): Promise<Written>;
  /** As far as this tab knows without a read: undefined while the master swarm is not listed. */
  holds(id: string, masterSwarmId: string): boolean | undefined;
  /** The player used one that was not read here. */
  touch(id: string, masterSwarmId: string): void;
  /** Whether something but segments is to be written: a lease to renew, records to drop, uses to note. */
  readonly isDirty: boolean;
  /** Opens and reads, and so shows whether the database works. Forgets what was listed. */
  probe(): Promise<StoredAmount>;
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

/** What is older than so many times `storageRelist` is waited for: after a rest, a live stream has moved on. */
const relistsMissed = 3;

export function createIdbStore(options: IdbStoreOptions): IdbStore {
  const { description, limits, platform, owner, onDamage } = options;
  const { now } = platform;
  const ages: Ages = { maxAge: description.maxAge, liveAge: limits.storageLiveAge };
  const budget = createBudget(description.maxBytes, limits, platform);
  const listings = createListings(listingsKept);
  /** By master swarm; nobody reads twice what is being read. */
  const readings = new Map<string, Promise<Listing>>();
  const unwritten = createUnwritten(owner, limits.storageLease, now);
  const connection = openConnection(description.name, (error) => {
    forgetListed();
    options.onLost(error);
  });
  const writeItems = createQuotaWriter({ commit, freeHalf, budget, now, limits });
  let isDestroyed = false;

  /** A download may wait for the answer: a list that is a little old is returned, and read again meanwhile. */
  async function list(masterSwarmId: string): Promise<Listing> {
    const known = listings.get(masterSwarmId);
    const age = known === undefined ? Infinity : now() - known.readAt;
    if (known !== undefined && age < limits.storageRelist) return known;
    const asked = readings.get(masterSwarmId) ?? readAnew(masterSwarmId);
    if (known === undefined || age > relistsMissed * limits.storageRelist) return asked;
    asked.catch(() => undefined);
    return known;
  }

  /** What is being read, too: it may never end. */
  function forgetListed(): void {
    listings.clear();
    readings.clear();
  }

  function readAnew(masterSwarmId: string): Promise<Listing> {
    const reading = readListing(masterSwarmId).finally(() => {
      if (readings.get(masterSwarmId) === reading) readings.delete(masterSwarmId);
    });
    readings.set(masterSwarmId, reading);
    return reading;
  }

  async function readListing(masterSwarmId: string): Promise<Listing> {
    const readAt = now();
    const read = await readSegments(await connection.get(), masterSwarmId);
    for (const { key, error } of read.damaged) dropDamaged(key, error);
    if (read.isListWrong) unwritten.rebuild(masterSwarmId);
    if (read.isListDamaged) onDamage(damaged("is not a valid list of segments"));
    const row = marked(read.row, masterSwarmId);
    const fresh = read.segments.filter(({ info, storedAt }) => {
      const key = keyOf(info);
      // Found damaged, and not yet dropped.
      if (unwritten.isDropped(key)) return false;
      const isUsable = isFresh({ storedAt }, row, ages, readAt);
      if (!isUsable) unwritten.drop(key);
      return isUsable;
    });
    const listing = createListing(fresh, readAt, listings.get(masterSwarmId));
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
    const items = segments.map((segment) => ({
      record: toSegmentRecord(segment, now()),
      payload: segment.data,
    }));
    const written = await writeItems(items);
    for (const { record } of items) {
      if (!written.stored.includes(record)) {
        // The former one of its id is gone all the same.
        listings.remove(keyOf(record));
        continue;
      }
      unwritten.keep(keyOf(record));
      listings.add(toInfo(record), now());
    }
    return written;
  }

  async function freeHalf(): Promise<void> {
    const gone = await freeSpace(await connection.get(), {
      ...{ share: 0.5, now: now(), owner },
      isLocked: (head) => unwritten.isLocked(head),
    });
    for (const head of gone) {
      listings.remove(keyOf(head));
      unwritten.rebuild(head.masterSwarmId);
    }
  }

  return {
    storeAll: write,
    touch,
    holds(id, masterSwarmId) {
      const listing = listings.get(masterSwarmId);
      return listing && listing.touchedAt(id) !== undefined;
    },
    noteLive: (masterSwarmId) => unwritten.noteLive(masterSwarmId),
    get isDirty() {
      return !isDestroyed && unwritten.isDirty;
    },
    async probe() {
      forgetListed();
      return readAmount(await connection.get());
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
      const at = now();
      const isOld = (head: RecordHead): boolean => !isYoung(head, ages, at);
      const found = await readSegment(await connection.get(), key, isOld);
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
      if (!isFresh(found.head, marked(found.row, masterSwarmId), ages, at)) return undefined;
      if (reader === "player") touch(id, masterSwarmId);
      return found.segment;
    },
    /**
     * Evicts nothing itself, a write does: it notes what this tab needs of what is there, and names what is gone as far
     * as this tab knows. What other tabs dropped is noticed when the list is read again.
     */
    async clean(masterSwarmId, isWanted) {
      if (isDestroyed) return "unknown";
      await list(masterSwarmId);
      const stored = () => (listings.get(masterSwarmId)?.infos ?? []).map(({ id }) => id);
      unwritten.lease(masterSwarmId, stored, isWanted);
      return listings.takeGone(masterSwarmId);
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
