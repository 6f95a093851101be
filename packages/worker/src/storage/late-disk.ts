/**
 * The database behind the layered store. Its code is not bundled. The first call loads it, and all calls wait for this. If the
 * code cannot be loaded, they reject like those of a failed disk, and the next call tries again.
 */
import type { IdbStore, IdbStoreModule, IdbStoreOptions } from "@swarmlane/storage";
import { loaderErrorOf } from "../loader-error-of.ts";

export function createLateDisk(
  importDisk: () => Promise<IdbStoreModule>,
  options: IdbStoreOptions,
): IdbStore {
  let disk: IdbStore | undefined;
  let opening: Promise<IdbStore> | undefined;
  let isDestroyed = false;
  /** Master swarms that were seen to be live before the database was there. */
  const live = new Set<string>();

  async function open(): Promise<IdbStore> {
    const { createIdbStore } = await importDisk();
    disk = createIdbStore(options);
    for (const masterSwarmId of live) disk.noteLive(masterSwarmId);
    if (isDestroyed) void disk.destroy();
    return disk;
  }

  /** The errors that the loaded code throws are of another class than ours. */
  async function ask<T>(work: (disk: IdbStore) => Promise<T>): Promise<T> {
    opening ??= open();
    const asked = opening;
    try {
      return await work(await asked);
    } catch (thrown) {
      if (disk === undefined && opening === asked) opening = undefined;
      throw loaderErrorOf(thrown, "STORAGE_DEGRADED");
    }
  }

  return {
    store: (segment) => ask((known) => known.store(segment)),
    storeAll: (segments) => ask((known) => known.storeAll(segments)),
    list: (masterSwarmId) => ask((known) => known.list(masterSwarmId)),
    read: (id, masterSwarmId, reader) => ask((known) => known.read(id, masterSwarmId, reader)),
    clean: (masterSwarmId, isLocked) => ask((known) => known.clean(masterSwarmId, isLocked)),
    holds: (id, masterSwarmId) => disk?.holds(id, masterSwarmId),
    probe: () => ask((known) => known.probe()),
    touch: (id, masterSwarmId) => disk?.touch(id, masterSwarmId),
    noteLive(masterSwarmId) {
      live.add(masterSwarmId);
      disk?.noteLive(masterSwarmId);
    },
    get isDirty() {
      return disk?.isDirty === true;
    },
    async destroy() {
      isDestroyed = true;
      await disk?.destroy();
    },
  };
}
