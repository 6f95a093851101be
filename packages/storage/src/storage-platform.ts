/** The browser features that the storage needs besides IndexedDB. Either thread. */

export interface StorageEstimate {
  readonly quota?: number | undefined;
  readonly usage?: number | undefined;
}

export interface StoragePlatform {
  /** ms since 1970, because data on the disk outlives any other clock. */
  readonly now: () => number;
  /** Of the whole origin. Undefined numbers where the browser does not tell (no secure context, say). */
  readonly estimate: () => Promise<StorageEstimate>;
}

export function createStoragePlatform(): StoragePlatform {
  return {
    now: () => Date.now(),
    async estimate() {
      const { navigator } = globalThis as { navigator?: { storage?: Partial<StorageManager> } };
      return (await navigator?.storage?.estimate?.()) ?? {};
    },
  };
}
