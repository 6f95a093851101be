/**
 * What tests do to a page's storage, beside `window.rig`: `window.shelf`. Browser. The site's catalog through its public
 * entry, and the database through plain IndexedDB, as other tabs, older versions and bad disks get at it.
 */
import { sha256 } from "@swarmlane/testkit";
import type {} from "../../lifecycle/page/rig.page.ts";

export interface Degradation {
  readonly message: string;
  /** Of its cause. */
  readonly cause: string;
}

export interface ShelfStream {
  readonly masterSwarmId: string;
  readonly bytes: number;
  readonly segments: number;
  readonly isPinned: boolean;
  readonly isLive: boolean;
}

export interface ShelfCatalog {
  streams(): Promise<ShelfStream[]>;
  usage(): Promise<{
    bytes: number;
    segments: number;
    streams: number;
    originBytes: number | undefined;
    quota: number | undefined;
  }>;
  remove(masterSwarmId: string): Promise<void>;
  clear(): Promise<void>;
  pin(masterSwarmId: string): Promise<void>;
  unpin(masterSwarmId: string): Promise<void>;
  close(): void;
}

interface WarningEmitter {
  on(
    event: "warning",
    listener: (error: { code: string; message: string; cause?: unknown }) => void,
  ): unknown;
}

declare const p2pml: {
  storage: { openStorageCatalog(options: { name: string }): ShelfCatalog };
};

const degradations: Degradation[] = [];

/** Notes every STORAGE_DEGRADED from now on. */
function listen(loader: string): void {
  const emitter = window.rig.loader(loader) as unknown as WarningEmitter;
  emitter.on("warning", (error) => {
    if (error.code !== "STORAGE_DEGRADED") return;
    const { name = "", message = "" } = (error.cause ?? {}) as { name?: string; message?: string };
    degradations.push({ message: error.message, cause: `${name}: ${message}` });
  });
}

/** SHA-256 of what `getSegment` gives, by id; undefined for what it does not have. */
async function kept(loader: string, ids: readonly string[]) {
  const digests: Record<string, string | undefined> = {};
  for (const id of ids) {
    const found = await window.rig.loader(loader).getSegment(id);
    digests[id] = found?.data === undefined ? undefined : await sha256(found.data);
  }
  return digests;
}

/** Each with a connection of its own, which is in nobody's way afterwards. */
async function withCatalog<T>(name: string, work: (catalog: ShelfCatalog) => Promise<T>) {
  const catalog = p2pml.storage.openStorageCatalog({ name });
  try {
    return await work(catalog);
  } finally {
    catalog.close();
  }
}

/** A connection that stays open until the page is gone, and does not step aside. */
function openDatabase(
  name: string,
  version?: number,
  upgrade: (db: IDBDatabase) => void = () => undefined,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error(`open: ${String(request.error)}`));
    request.onblocked = () => reject(new Error("open: blocked"));
  });
}

/** Rejects when somebody is in the way. */
function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(new Error(`delete: ${String(request.error)}`));
    request.onblocked = () => reject(new Error("delete: blocked"));
  });
}

/** Changes one value of a store; `undefined` deletes it. */
async function damage(
  name: string,
  store: string,
  key: IDBValidKey,
  change: (value: never) => unknown,
): Promise<void> {
  const db = await openDatabase(name);
  await new Promise<void>((resolve, reject) => {
    const transaction = db.transaction(store, "readwrite");
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(new Error(`damage: ${String(transaction.error)}`));
    const values = transaction.objectStore(store);
    const request = values.get(key);
    request.onsuccess = () => {
      if (request.result === undefined) throw new Error(`nothing at ${JSON.stringify(key)}`);
      const changed = change(request.result as never);
      if (changed === undefined) values.delete(key);
      else if (values.keyPath === null) values.put(changed, key);
      else values.put(changed);
    };
  });
  db.close();
}

/** Those of the ids that the database has a record of. */
async function stored(name: string, ids: readonly string[]): Promise<string[]> {
  const db = await openDatabase(name);
  const request = db.transaction("records").objectStore("records").getAllKeys();
  const keys = await new Promise<IDBValidKey[]>((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  db.close();
  const there = new Set((keys as [string, unknown][]).map(([, id]) => id));
  return ids.filter((id) => there.has(id));
}

let isHolding = false;

/** Keeps a writing transaction over everything open, so that nobody else gets one. */
async function hold(name: string): Promise<void> {
  const db = await openDatabase(name);
  const stores = [...db.objectStoreNames];
  const values = db.transaction(stores, "readwrite").objectStore(stores[0] ?? "");
  isHolding = true;
  await new Promise<void>((resolve) => {
    const spin = (): void => {
      resolve();
      if (isHolding) values.count().onsuccess = spin;
      else db.close();
    };
    values.count().onsuccess = spin;
  });
}

export const shelf = {
  listen,
  degradations: () => degradations,
  kept,
  withCatalog,
  openDatabase,
  deleteDatabase,
  damage,
  stored,
  hold,
  release: () => {
    isHolding = false;
  },
};

declare global {
  interface Window {
    shelf: typeof shelf;
  }
}
window.shelf = shelf;
