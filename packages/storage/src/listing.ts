/** The stored segments of one master swarm, cached in memory, because the list is needed very often. Either thread. */
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

/**
 * The cached lists of the last few master swarms. It also knows which listed segments were deleted, and returns each id once.
 * Deletions in a master swarm without a cached list are not remembered individually.
 */
export function createListings(most: number) {
  const listings = new Map<string, Listing>();
  const gone = new Map<string, Set<string>>();
  /** Master swarms of which something may be gone that nobody noted. */
  const uncertain = new Set<string>();

  function noteGone(masterSwarmId: string, id: string): void {
    const ids = gone.get(masterSwarmId) ?? new Set();
    gone.set(masterSwarmId, ids.add(id));
  }

  function forget(masterSwarmId: string): void {
    listings.delete(masterSwarmId);
    gone.delete(masterSwarmId);
    uncertain.add(masterSwarmId);
  }

  return {
    get: (masterSwarmId: string) => listings.get(masterSwarmId),
    set(masterSwarmId: string, listing: Listing) {
      for (const { id } of listings.get(masterSwarmId)?.infos ?? []) {
        if (listing.touchedAt(id) === undefined) noteGone(masterSwarmId, id);
      }
      for (const { id } of listing.infos) gone.get(masterSwarmId)?.delete(id);
      listings.delete(masterSwarmId);
      listings.set(masterSwarmId, listing);
      for (const oldest of listings.keys()) {
        if (listings.size > most) forget(oldest);
      }
    },
    add(info: SegmentInfo, now: number) {
      gone.get(info.masterSwarmId)?.delete(info.id);
      listings.get(info.masterSwarmId)?.add(info, now);
    },
    remove([masterSwarmId, id]: RecordKey) {
      const listing = listings.get(masterSwarmId);
      listing?.remove(id);
      // Whatever is not a segment is on no list.
      if (typeof id !== "string") return;
      if (listing === undefined) uncertain.add(masterSwarmId);
      else noteGone(masterSwarmId, id);
    },
    clear() {
      for (const masterSwarmId of [...listings.keys()]) forget(masterSwarmId);
    },
    /** Since it was last asked. */
    takeGone(masterSwarmId: string): readonly string[] | "unknown" {
      const ids = [...(gone.get(masterSwarmId) ?? [])];
      gone.delete(masterSwarmId);
      return uncertain.delete(masterSwarmId) ? "unknown" : ids;
    },
  };
}
