/**
 * The given store behind a guard: every call has a deadline and none rejects. Either thread.
 * The first failure, hang or nonsense is one STORAGE_DEGRADED warning; memory takes over for the rest.
 */
import {
  LoaderError,
  toErrorInfo,
  type EnginePorts,
  type EngineSettings,
  type ErrorInfo,
  type LoadedSegment,
  type SegmentInfo,
  type SegmentStore,
} from "@swarmlane/contract";
import { withDeadline } from "../deadline.ts";
import { createFallbackStore } from "./fallback-store.ts";
import { isLoadedSegment, isSegmentInfo } from "./stored-shape.ts";

export interface GuardedStore {
  /** `build` makes a segment whose data the store may own; it is called again for the fallback. */
  store(build: () => LoadedSegment): Promise<void>;
  list(masterSwarmId: string): Promise<readonly SegmentInfo[]>;
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
  const { clock, limits, store: given } = ports;
  const fallback = createFallbackStore(settings, limits, () => clock.now());
  let degraded = false;
  let revision = 0;

  function degrade(call: string, error: unknown): void {
    if (degraded) return;
    degraded = true;
    const { message } = toErrorInfo(error);
    warn({
      code: "STORAGE_DEGRADED",
      message: `the storage failed at ${call} (${message}): segments are kept in memory from now on`,
      cause: error,
    });
  }

  /** `call` on the store in charge. `parse` throws at an answer that makes no sense. */
  async function run<T>(
    name: string,
    call: (store: SegmentStore) => Promise<unknown>,
    parse: (answer: unknown) => T,
  ): Promise<T> {
    if (!degraded) {
      try {
        return parse(await withDeadline(deadline(name), () => call(given)));
      } catch (error) {
        degrade(name, error);
      }
    }
    return parse(await call(fallback));
  }

  function deadline(name: string) {
    const within = limits.storageTransaction;
    return { clock, within, code: "STORAGE_DEGRADED", name: `storage ${name}` } as const;
  }

  return {
    async store(build) {
      await run(
        "store",
        (store) => store.store(build()),
        () => undefined,
      );
      revision += 1;
    },
    list: (masterSwarmId) => run("list", (store) => store.list(masterSwarmId), parseList),
    read: (id, masterSwarmId, reader) =>
      run("read", (store) => store.read(id, masterSwarmId, reader), parseSegment),
    clean: (masterSwarmId, isLocked) =>
      run(
        "clean",
        (store) => store.clean(masterSwarmId, isLocked),
        (answer) => answer === true,
      ),
    async destroy() {
      await fallback.destroy();
      try {
        await withDeadline(deadline("destroy"), () => given.destroy());
      } catch {
        // Nobody is left to tell.
      }
    },
    get revision() {
      return revision;
    },
  };
}

function parseList(answer: unknown): readonly SegmentInfo[] {
  if (!Array.isArray(answer)) throw new LoaderError("STORAGE_DEGRADED", "the list is not an array");
  return answer.filter(isSegmentInfo);
}

function parseSegment(answer: unknown): LoadedSegment | undefined {
  if (answer === undefined || answer === null || isLoadedSegment(answer))
    return answer ?? undefined;
  throw new LoaderError("STORAGE_DEGRADED", "what was read is not a segment");
}
