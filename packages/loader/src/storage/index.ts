/**
 * The entry `swarmlane/storage`: what a site does with stored streams, with or without a loader. Page.
 * It opens the database itself, so it works before, beside and after any player.
 */
import {
  createAssetsStorage,
  createCatalog,
  type AssetsStorage,
  type StorageCatalog,
} from "@swarmlane/storage";
import { askToPersist } from "./ask-to-persist.ts";
import { indexedDBStorage, type IndexedDBStorageOptions } from "./indexeddb-storage.ts";

export type {
  Asset,
  AssetsStorage,
  StorageCatalog,
  StorageUsage,
  StoredStream,
} from "@swarmlane/storage";
export { LoaderError, type ErrorCode } from "@swarmlane/contract";
export { askToPersist, indexedDBStorage, type IndexedDBStorageOptions };

/** For `segments.assetsStorage` of the 0.6.2 engines. Give it what `indexedDBStorage()` gets. */
export function indexedDBAssetsStorage(options: IndexedDBStorageOptions = {}): AssetsStorage {
  return createAssetsStorage(indexedDBStorage(options));
}

/** Lists, removes and pins what is stored under `name`. The database is opened with the first call. */
export function openStorageCatalog(
  options: Pick<IndexedDBStorageOptions, "name"> = {},
): StorageCatalog {
  return createCatalog(indexedDBStorage(options).name);
}
