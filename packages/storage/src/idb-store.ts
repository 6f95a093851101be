/**
 * Stores segments in IndexedDB. Either thread. Every call is one transaction without a deadline, and rejects with
 * `STORAGE_DEGRADED`, which the caller has to handle. Damaged segments are never returned.
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
  /** Stores all of them in one transaction, together with other pending writes. Their data is cloned. */
  storeAll(segments: readonly LoadedSegment[]): Promise<Written>;
  /** As far as this tab knows without reading. Undefined while the master swarm has not been listed. */
  holds(id: string, masterSwarmId: string): boolean | undefined;
  /** Call if the player used a segment that was not read from here. */
  touch(id: string, masterSwarmId: string): void;
  /** Whether something other than segments has to be written: a lease, deletions, or last uses. */
  readonly isDirty: boolean;
  /** Opens the database and reads from it, to check whether it works. Forgets cached lists. */
  probe(): Promise<StoredAmount>;
  /** Marks the stream as live. The mark is written with the next segments. */
  noteLive(masterSwarmId: string): void;
}

export interface IdbStoreOptions {
  readonly description: StorageDescription;
  readonly limits: Limits;
  readonly platform: StoragePlatform;
  /** A unique name for this tab's lease. */
  readonly owner: string;
  /** A damaged record was found, and is deleted with the next write. */
  readonly onDamage: (error: LoaderError) => void;
  /** The connection was lost. The next call opens another one. */
  readonly onLost: (error: Error) => void;
}

/** The exports of the file `indexeddb-store.js`, which a host loads (docs/adr/0009-storage.md). */
export interface IdbStoreModule {
  readonly createIdbStore: (options: IdbStoreOptions) => IdbStore;
}

/** A loader plays one master swarm, rarely two. */
const listingsKept = 4;

/** A list that is older than this multiple of `storageRelist` is read again before it is returned. */
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

  /** A download may wait for the list, so a slightly old list is returned at once and refreshed in the background. */
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
        // The previous record with this id was deleted all the same.
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
     * Does not evict anything, because only writes do. It notes which stored records this tab needs, and returns the ids that
     * were deleted as far as this tab knows. Deletions by other tabs are noticed when the list is read again.
     */
    async clean(masterSwarmId, isWanted) {
      if (isDestroyed) return "unknown";
      await list(masterSwarmId);
      const stored = () => (listings.get(masterSwarmId)?.infos ?? []).map(({ id }) => id);
      unwritten.lease(masterSwarmId, stored, isWanted);
      return listings.takeGone(masterSwarmId);
    },
    /** Closes the store and keeps its content. */
    destroy() {
      isDestroyed = true;
      connection.close();
      listings.clear();
      return Promise.resolve();
    },
  };
}
