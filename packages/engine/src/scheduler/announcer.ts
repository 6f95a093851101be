/** Tells the swarm what we hold and what we are loading over HTTP, when that changed. Never what is not stored. */
import type { SegmentInfo } from "@swarmlane/contract";
import type { Announcement } from "../actor-events.ts";
import type { StoreIndex } from "../storage/store-index.ts";

export interface Announcer {
  update(loadingByHttp: readonly SegmentInfo[]): void;
}

export function createAnnouncer(
  index: StoreIndex,
  announce: (announcement: Announcement) => void,
): Announcer {
  let version = index.version;
  let loading: readonly SegmentInfo[] = [];

  return {
    update(next) {
      const isSame = next.length === loading.length && next.every((info, i) => info === loading[i]);
      if (isSame && version === index.version) return;
      version = index.version;
      loading = next;
      announce({ loaded: index.infos, loadingByHttp: next });
    },
  };
}
