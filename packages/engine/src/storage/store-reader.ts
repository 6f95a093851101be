/** Reads stored segments for the player and for peers. Either thread. Never rejects. */
import type { LoadedSegment, WireSegmentId } from "@swarmlane/contract";
import type { GuardedStore } from "./guarded-store.ts";
import type { StoreIndex } from "./store-index.ts";

export interface StoreReader {
  /** The stored segment itself, or undefined. */
  forPlayer(id: string, masterSwarmId: string): Promise<LoadedSegment | undefined>;
  /** A view of the stored bytes. The LRU is not refreshed: peers must not keep a segment alive. */
  forPeer(id: WireSegmentId): Promise<Uint8Array | undefined>;
}

/** How often a read is repeated because something was stored meanwhile. */
const repeats = 3;

export function createStoreReader(store: GuardedStore, index: StoreIndex): StoreReader {
  return {
    /** Segments that were stored during the read must not be missed, because their events have already been emitted. */
    async forPlayer(id, masterSwarmId) {
      for (let round = 0; round < repeats; round += 1) {
        const { revision } = store;
        const found = await store.read(id, masterSwarmId, "player");
        if (found !== undefined || revision === store.revision) return found;
      }
      return undefined;
    },
    async forPeer(id) {
      const info = index.find(id);
      const found = info && (await store.read(info.id, info.masterSwarmId, "peer"));
      return found && new Uint8Array(found.data);
    },
  };
}
