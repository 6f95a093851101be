/** The built-in storage of one session: memory, the database, and what they must learn of the engine. Either thread. */
import type {
  EngineSettings,
  ErrorInfo,
  HostLoad,
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
  /** The same engine; its queues and settings are seen on their way. */
  readonly watch: (engine: Engine) => Engine;
}

export interface PersistentStorageOptions {
  readonly description: StorageDescription;
  readonly limits: Limits;
  readonly settings: EngineSettings;
  readonly platform: Platform;
  /** Loads the code of the database; asked again when it failed. */
  readonly importDisk: () => Promise<IdbStoreModule>;
  readonly warn: (error: ErrorInfo) => void;
  readonly tellAmount: (amount: StoredAmount) => void;
}

export function createPersistentStorage(options: PersistentStorageOptions): PersistentStorage {
  const { description, limits, platform, importDisk, warn, tellAmount } = options;
  const { clock, random } = platform;
  const settings = { ...options.settings };
  const disk = createLateDisk(importDisk, {
    ...{ description, limits },
    platform: platform.storage,
    owner: `${platform.storage.now()} ${random()}`,
    onDamage: (error) => store.noteDamage(error),
    onLost: (error) => store.lose(loaderErrorOf(error, "STORAGE_DEGRADED")),
  });
  const memory = createMemoryStore({ settings, budget: limits.cacheBytes, clock });
  let listAgain: () => void = () => undefined;
  const onListable = (): void => listAgain();
  const store: LayeredStore = createLayeredStore({
    ...{ memory, disk, clock, limits, warn, tellAmount, onListable },
  });
  const observe = createLiveWatch((masterSwarmId) => disk.noteLive(masterSwarmId));

  return {
    store,
    watch(engine) {
      let last: HostLoad | undefined;
      // With each queue the engine lists the store; it has noted already what was delivered.
      listAgain = () => {
        if (last !== undefined) void engine.load({ ...last, delivered: [] });
      };
      return {
        ...engine,
        load(load) {
          last = load;
          observe(load.queue);
          return engine.load(load);
        },
        destroy() {
          last = undefined;
          return engine.destroy();
        },
        configure(changes) {
          Object.assign(settings, changes);
          engine.configure(changes);
        },
      };
    },
  };
}
