/** Describes the built-in storage. The host creates the store from the description. Pure. */
import { defaultLimits, type StorageDescription } from "@swarmlane/contract";

export interface IndexedDBStorageOptions {
  /** The name of the database. Loaders of an origin that use the same name share it. Default "swarmlane". */
  name?: string | undefined;
  /** Bytes, over all streams of the origin, and at most half of the browser's quota. Default 1 GiB. */
  maxBytes?: number | undefined;
  /** ms since it was stored, after which a segment is no longer used. Default 7 days. */
  maxAge?: number | undefined;
  /** Asks the browser to keep the data when the disk is full, which may prompt the user. Default false. */
  persist?: boolean | undefined;
  /** Address of `dist/indexeddb-store.js`, for pages whose CSP forbids scripts from `blob:`. */
  storeUrl?: string | undefined;
}

/**
 * For `segmentsStorage`: keeps segments in memory and also in IndexedDB, where they outlive the page.
 * Throws a `TypeError` that names an invalid field.
 */
export function indexedDBStorage(
  options: IndexedDBStorageOptions = {},
): Readonly<StorageDescription> {
  const {
    name = "swarmlane",
    maxBytes = defaultLimits.storageBytes,
    maxAge = defaultLimits.storageAge,
    persist = false,
    storeUrl,
  } = options;
  check("name", typeof name === "string" && name !== "", "a string that is not empty");
  check("maxBytes", isAmount(maxBytes), "a number that is not negative");
  check("maxAge", isAmount(maxAge), "a number that is not negative");
  check("persist", typeof persist === "boolean", "a boolean");
  check("storeUrl", storeUrl === undefined || typeof storeUrl === "string", "a string");
  return Object.freeze({
    ...{ type: "indexeddb", name, maxBytes, maxAge, persist },
    ...(storeUrl !== undefined && { storeUrl }),
  });
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

function check(field: string, isRight: boolean, wanted: string): void {
  if (!isRight) throw new TypeError(`indexedDBStorage: ${field}: must be ${wanted}`);
}
