/** The built-in storage of one session: memory, the database, and their connection to the engine. */
import type {
  EngineSettings,
  ErrorInfo,
  Limits,
  SegmentStore,
  StorageDescription,
  StoredAmount,
} from "@swarmlane/contract";
import { createMemoryStore, type Engine } from "@swarmlane/engine";
import type { IdbStoreModule } from "@swarmlane/storage";
import { loaderErrorOf } from "../loader-error-of.ts";
import type { Platform } from "../platform.ts";
import { createLateDisk } from "./late-disk.ts";
import { createLayeredStore, type LayeredStore } from "./layered-store.ts";
import { createLiveWatch } from "./live-watch.ts";

export interface PersistentStorage {
  readonly store: SegmentStore;
  /** The same engine. Its queues are seen on their way, and it is told when the store has to be listed again. */
  readonly watch: (engine: Engine) => Engine;
}

export interface PersistentStorageOptions {
  readonly description: StorageDescription;
  readonly limits: Limits;
  /** Live: memory reads it at each use. */
  readonly settings: EngineSettings;
  readonly platform: Platform;
  /** Loads the code of the database; asked again when it failed. */
  readonly importDisk: () => Promise<IdbStoreModule>;
  readonly warn: (error: ErrorInfo) => void;
  readonly tellAmount: (amount: StoredAmount) => void;
}

export function createPersistentStorage(options: PersistentStorageOptions): PersistentStorage {
  const { description, limits, settings, platform, importDisk, warn, tellAmount } = options;
  const { clock, random } = platform;
  const disk = createLateDisk(importDisk, {
    ...{ description, limits },
    platform: platform.storage,
    owner: `${platform.storage.now()} ${random()}`,
    onDamage: (error) => store.noteDamage(error),
    onLost: (error) => store.lose(loaderErrorOf(error, "STORAGE_DEGRADED")),
  });
  const memory = createMemoryStore({ settings, budget: limits.cacheBytes, clock });
  let watched: Engine | undefined;
  const onListable = (): void => watched?.relist();
  const store: LayeredStore = createLayeredStore({
    ...{ memory, disk, clock, limits, warn, tellAmount, onListable },
  });
  const observe = createLiveWatch((masterSwarmId) => disk.noteLive(masterSwarmId));

  return {
    store,
    watch(engine) {
      watched = engine;
      return {
        ...engine,
        load(load) {
          observe(load.queue);
          return engine.load(load);
        },
        destroy() {
          watched = undefined;
          return engine.destroy();
        },
      };
    },
  };
}
