/** A segment store that can be told to misbehave. Any thread. Keeps everything, without limits. */
import type { LoadedSegment, SegmentStore } from "@swarmlane/contract";

/** How every call behaves from now on. */
export type StoreMood = "well" | "rejects" | "hangs";

export interface FakeStore extends SegmentStore {
  mood: StoreMood;
  readonly held: Map<string, LoadedSegment>;
  /** Names of the calls, in order. */
  readonly calls: string[];
  /** Ids the lock filter protected at the last `clean`. */
  readonly locked: Set<string>;
  /** Ids that the next `clean` drops unless they are locked. */
  readonly doomed: Set<string>;
  /** What `clean` says of the ids that it dropped. Default "named". */
  says: "named" | "unknown";
}

export function createFakeStore(): FakeStore {
  const held = new Map<string, LoadedSegment>();
  const calls: string[] = [];
  const locked = new Set<string>();
  const doomed = new Set<string>();

  function answer<T>(call: string, work: () => T): Promise<T> {
    calls.push(call);
    switch (store.mood) {
      case "well":
        return Promise.resolve(work());
      case "rejects":
        return Promise.reject(new Error(`${call} failed`));
      case "hangs":
        return new Promise(() => undefined);
    }
  }

  const store: FakeStore = {
    mood: "well",
    held,
    calls,
    locked,
    doomed,
    says: "named",
    store: (segment) => answer("store", () => void held.set(segment.info.id, segment)),
    list: (masterSwarmId) =>
      answer("list", () =>
        [...held.values()].map(({ info }) => info).filter((i) => i.masterSwarmId === masterSwarmId),
      ),
    read: (id) => answer("read", () => held.get(id)),
    clean: (_masterSwarmId, isLocked) =>
      answer("clean", () => {
        locked.clear();
        for (const id of held.keys()) if (isLocked(id)) locked.add(id);
        const dropped = [...doomed].filter((id) => !isLocked(id) && held.delete(id));
        for (const id of dropped) doomed.delete(id);
        return store.says === "named" ? dropped : "unknown";
      }),
    destroy: () => answer("destroy", () => held.clear()),
  };
  return store;
}
