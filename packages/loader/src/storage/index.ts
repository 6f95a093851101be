/**
 * The entry `swarmlane/storage`, with which a site manages stored streams, with or without a loader. Page.
 * It opens the database itself, so it does not need a player.
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

/** For `segments.assetsStorage` of the 0.6.2 engines. Pass the same options as to `indexedDBStorage()`. */
export function indexedDBAssetsStorage(options: IndexedDBStorageOptions = {}): AssetsStorage {
  return createAssetsStorage(indexedDBStorage(options));
}

/** Lists, removes and pins the streams that are stored under `name`. The first call opens the database. */
export function openStorageCatalog(
  options: Pick<IndexedDBStorageOptions, "name"> = {},
): StorageCatalog {
  return createCatalog(indexedDBStorage(options).name);
}
