/** What the database holds of one master swarm, kept in memory: a list is asked for at every step. Either thread. */
import type { SegmentInfo } from "@swarmlane/contract";
import type { ListedSegment } from "./pages.ts";
import type { RecordHead, RecordKey } from "./record.ts";

export interface Listing {
  /** ms since 1970. */
  readonly readAt: number;
  readonly infos: readonly SegmentInfo[];
  /** Undefined for what is not listed, 0 for what was not used since it is. */
  touchedAt(id: string): number | undefined;
  touch(id: string, now: number): void;
  add(info: SegmentInfo, now: number): void;
  remove(id: RecordHead["id"]): void;
}

interface Listed {
  readonly info: SegmentInfo;
  touchedAt: number;
}

/** `former` knows what was used since it was read. */
export function createListing(
  segments: readonly ListedSegment[],
  readAt: number,
  former?: Listing,
): Listing {
  const byId = new Map<RecordHead["id"], Listed>();
  let infos: readonly SegmentInfo[] | undefined;
  for (const { info } of segments)
    byId.set(info.id, { info, touchedAt: former?.touchedAt(info.id) ?? 0 });
  return {
    readAt,
    get infos() {
      return (infos ??= Array.from(byId.values(), ({ info }) => info));
    },
    touchedAt: (id) => byId.get(id)?.touchedAt,
    touch(id, now) {
      const listed = byId.get(id);
      if (listed !== undefined) listed.touchedAt = now;
    },
    add(info, now) {
      byId.set(info.id, { info, touchedAt: now });
      infos = undefined;
    },
    remove(id) {
      if (byId.delete(id)) infos = undefined;
    },
  };
}

/** By master swarm; the few that were asked for last. */
export function createListings(most: number) {
  const listings = new Map<string, Listing>();
  return {
    get: (masterSwarmId: string) => listings.get(masterSwarmId),
    set(masterSwarmId: string, listing: Listing) {
      listings.delete(masterSwarmId);
      listings.set(masterSwarmId, listing);
      for (const oldest of listings.keys()) {
        if (listings.size > most) listings.delete(oldest);
      }
    },
    add(info: SegmentInfo, now: number) {
      listings.get(info.masterSwarmId)?.add(info, now);
    },
    remove([masterSwarmId, id]: RecordKey) {
      listings.get(masterSwarmId)?.remove(id);
    },
    clear: () => listings.clear(),
  };
}
