export type { Asset } from "./asset.ts";
export {
  createAssetsStorage,
  type AssetsStorage,
  type AssetsStorageParts,
} from "./assets-storage.ts";
export {
  createCatalog,
  type StorageCatalog,
  type StorageUsage,
  type StoredStream,
} from "./catalog.ts";
export { checksum } from "./checksum.ts";
export {
  createIdbStore,
  type IdbStore,
  type IdbStoreModule,
  type IdbStoreOptions,
} from "./idb-store.ts";
export { parseLoadedSegment, parseSegmentInfo } from "./parse-segment.ts";
export { storageError } from "./storage-error.ts";
export {
  createStoragePlatform,
  type StorageEstimate,
  type StoragePlatform,
} from "./storage-platform.ts";
