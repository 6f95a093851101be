/**
 * Memory, and before it the caller's own store behind a guard: every call has a deadline and none rejects.
 * The first failure or hang of the own store is one STORAGE_DEGRADED warning. From then on memory is alone.
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
  /** "unknown" from the moment at which the own store failed, until memory was listed. */
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
  /** Master swarms of which the caller knows what memory alone holds. */
  const listedInMemory = new Set<string>();

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
    async list(masterSwarmId) {
      const infos = await run("list", (store) => store.list(masterSwarmId));
      if (!isOwnInCharge) listedInMemory.add(masterSwarmId);
      return infos;
    },
    read: (id, masterSwarmId, reader) =>
      run("read", (store) => store.read(id, masterSwarmId, reader)),
    async clean(masterSwarmId, isLocked) {
      const dropped = await run("clean", (store) => store.clean(masterSwarmId, isLocked));
      const hasFailed = own !== undefined && !isOwnInCharge;
      return hasFailed && !listedInMemory.has(masterSwarmId) ? "unknown" : dropped;
    },
    async destroy() {
      await memory.destroy();
      if (own === undefined) return;
      try {
        await withDeadline(deadline("destroy"), () => own.destroy());
      } catch {
        // No listener is left.
      }
    },
    get revision() {
      return revision;
    },
  };
}
