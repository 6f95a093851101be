/** Describes the built-in storage: the host, wherever it runs, turns the description into the store. Pure. */
import { defaultLimits, type StorageDescription } from "@swarmlane/contract";

export interface IndexedDBStorageOptions {
  /** Of the database; loaders of an origin that give the same name share it. Default "swarmlane". */
  name?: string | undefined;
  /** Bytes, over all streams of the origin; at most half of what the browser grants. Default 1 GiB. */
  maxBytes?: number | undefined;
  /** ms since it was stored, after which a segment is no longer used. Default 7 days. */
  maxAge?: number | undefined;
  /** Asks the browser to keep the data when the disk runs full, which may prompt the user. Default false. */
  persist?: boolean | undefined;
  /** Address of `dist/indexeddb-store.js`, for pages whose CSP forbids scripts from `blob:`. */
  storeUrl?: string | undefined;
}

/**
 * For `segmentsStorage`: segments are kept in memory and, behind it, in IndexedDB, where they outlive the page.
 * Throws a `TypeError` that names a bad field.
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
