/**
 * Memory, and before it the caller's own store behind a guard: every call has a deadline and none rejects.
 * Either thread. The own store's first failure or hang is one STORAGE_DEGRADED warning; from then on memory is alone.
 */
import {
  toErrorInfo,
  type EnginePorts,
  type EngineSettings,
  type ErrorInfo,
  type LoadedSegment,
  type SegmentStore,
} from "@swarmlane/contract";
import { withDeadline } from "../deadline.ts";
import { createMemoryStore } from "./memory-store.ts";

export interface GuardedStore {
  /** `build` makes a segment whose data the store may own; it is called again for memory. */
  store(build: () => LoadedSegment): Promise<void>;
  list: SegmentStore["list"];
  read: SegmentStore["read"];
  clean: SegmentStore["clean"];
  destroy(): Promise<void>;
  /** Rises with every segment that was stored. */
  readonly revision: number;
}

type StorePorts = Pick<EnginePorts, "store" | "clock" | "limits">;

export function createGuardedStore(
  ports: StorePorts,
  settings: Readonly<EngineSettings>,
  warn: (error: ErrorInfo) => void,
): GuardedStore {
  const { clock, limits, store: own } = ports;
  const memory = createMemoryStore({ settings, budget: limits.cacheBytes, clock });
  let isOwnInCharge = own !== undefined;
  let revision = 0;

  function degrade(call: string, error: unknown): void {
    if (!isOwnInCharge) return;
    isOwnInCharge = false;
    const { message } = toErrorInfo(error);
    warn({
      code: "STORAGE_DEGRADED",
      message: `the storage failed at ${call} (${message}): segments are kept in memory from now on`,
      cause: error,
    });
  }

  /** `call` on the store in charge. */
  async function run<T>(name: string, call: (store: SegmentStore) => Promise<T>): Promise<T> {
    if (own !== undefined && isOwnInCharge) {
      try {
        return await withDeadline(deadline(name), () => call(own));
      } catch (error) {
        degrade(name, error);
      }
    }
    return call(memory);
  }

  function deadline(name: string) {
    const within = limits.storageTransaction;
    return { clock, within, code: "STORAGE_DEGRADED", name: `storage ${name}` } as const;
  }

  return {
    async store(build) {
      await run("store", (store) => store.store(build()));
      revision += 1;
    },
    list: (masterSwarmId) => run("list", (store) => store.list(masterSwarmId)),
    read: (id, masterSwarmId, reader) =>
      run("read", (store) => store.read(id, masterSwarmId, reader)),
    clean: (masterSwarmId, isLocked) =>
      run("clean", (store) => store.clean(masterSwarmId, isLocked)),
    async destroy() {
      await memory.destroy();
      if (own === undefined) return;
      try {
        await withDeadline(deadline("destroy"), () => own.destroy());
      } catch {
        // Nobody is left to tell.
      }
    },
    get revision() {
      return revision;
    },
  };
}
