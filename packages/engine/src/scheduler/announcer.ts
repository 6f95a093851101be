/** Tells the swarm what we hold and what we are loading, when that changed. Never what is not stored. */
import type { SegmentInfo, SegmentKey } from "@swarmlane/contract";
import type { Announcement } from "../actor-events.ts";
import type { SegmentChange } from "../segment/segment-context.ts";
import type { StoreIndex } from "../storage/store-index.ts";

export interface Announcer {
  /** Segments changed their state: those that load are announced as such. */
  note(changes: readonly SegmentChange[]): void;
  /** Announces, unless all is as it was told last. */
  tell(): void;
}

export function createAnnouncer(
  index: StoreIndex,
  announce: (announcement: Announcement) => void,
): Announcer {
  const loading = {
    http: new Map<SegmentKey, SegmentInfo>(),
    p2p: new Map<SegmentKey, SegmentInfo>(),
  };
  /** Of those that peers bring: their bytes are arriving. */
  const arriving = new Map<SegmentKey, SegmentInfo>();
  let hasChanged = false;
  let version = index.version;

  return {
    note(changes) {
      for (const { key, state, info, isArriving } of changes) {
        if (isArriving === true) arriving.set(key, info);
        else arriving.delete(key);
        const wasLoading = [loading.http.delete(key), loading.p2p.delete(key)].includes(true);
        const isLoading = state === "http" || state === "p2p";
        if (isLoading) loading[state].set(key, info);
        hasChanged ||= wasLoading || isLoading;
      }
    },
    tell() {
      if (!hasChanged && version === index.version) return;
      hasChanged = false;
      version = index.version;
      announce({
        loaded: index.infos,
        loadingByHttp: [...loading.http.values()],
        coming: [...loading.p2p.values()],
        arriving: [...arriving.values()],
      });
    },
  };
}
