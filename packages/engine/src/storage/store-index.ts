/** What the store holds, as far as the engine knows: metadata only, found by key or by the peers' id. */
import {
  segmentKey,
  wireSegmentId,
  type SegmentInfo,
  type SegmentKey,
  type WireSegmentId,
} from "@swarmlane/contract";

export interface StoreIndex {
  /** Takes the store's word for everything. */
  replace(infos: readonly SegmentInfo[]): void;
  add(info: SegmentInfo): void;
  /** What the store says it dropped, by segment id: in all ranges. */
  drop(ids: readonly string[]): void;
  /** The store turned out not to have them. */
  remove(keys: readonly SegmentKey[]): void;
  clear(): void;
  has(key: SegmentKey): boolean;
  /** What a peer asks for. */
  find(id: WireSegmentId): SegmentInfo | undefined;
  readonly infos: readonly SegmentInfo[];
  /** Rises with every change. */
  readonly version: number;
}

export function createStoreIndex(): StoreIndex {
  const byKey = new Map<SegmentKey, SegmentInfo>();
  const byWireId = new Map<WireSegmentId, SegmentInfo>();
  let version = 0;

  function add(info: SegmentInfo): void {
    byKey.set(segmentKey(info), info);
    byWireId.set(wireSegmentId(info), info);
    version += 1;
  }

  function remove(key: SegmentKey, info: SegmentInfo): void {
    byKey.delete(key);
    byWireId.delete(wireSegmentId(info));
    version += 1;
  }

  function clear(): void {
    byKey.clear();
    byWireId.clear();
    version += 1;
  }

  return {
    replace(infos) {
      const isSame = infos.length === byKey.size && infos.every((i) => byKey.has(segmentKey(i)));
      if (isSame) return;
      clear();
      for (const info of infos) add(info);
    },
    add,
    drop(ids) {
      if (ids.length === 0) return;
      const dropped = new Set(ids);
      for (const [key, info] of byKey) {
        if (dropped.has(info.id)) remove(key, info);
      }
    },
    remove(keys) {
      for (const key of keys) {
        const info = byKey.get(key);
        if (info !== undefined) remove(key, info);
      }
    },
    clear,
    has: (key) => byKey.has(key),
    find: (id) => byWireId.get(id),
    get infos() {
      return [...byKey.values()];
    },
    get version() {
      return version;
    },
  };
}
