/** Our segments map as it goes out: encoded once for all peers, and only when it changed. Either thread. */
import type { EngineSettings, Limits } from "@swarmlane/contract";
import {
  encodeChanges,
  encodeComing,
  encodeSegmentsMap,
  hashOf,
  listEntries,
} from "@swarmlane/wire";
import type { Announcement } from "../../actor-events.ts";

/** It stays the same object as long as its bytes are the same. */
export interface OwnMap {
  readonly whole: Uint8Array;
  /** The hash of `whole`, by which peers of our own name this map. */
  readonly hash: number;
  /** For a peer of our own that has the map of the hash `from`. */
  readonly changes: { readonly from: number; readonly frame: Uint8Array } | undefined;
  /** For peers of our own: what is on its way to us from other peers. The same object as long as that is the same. */
  readonly coming: Uint8Array;
}

/** Nothing is on its way. It need not be said first. */
export const nothingComing: Uint8Array = encodeComing(new Map());

export interface OwnMaps {
  set(announcement: Announcement): void;
  /** `current` may be another one than it was the last time. */
  readonly hasNews: boolean;
  /** With `consumeOnly` nothing is announced: undefined, or, to take back what was announced, the empty map. */
  current(): OwnMap | undefined;
}

export function createOwnMaps(
  limits: Limits,
  settings: Pick<EngineSettings, "consumeOnly">,
): OwnMaps {
  let announcement: Announcement = nothing;
  let isWithheld = settings.consumeOnly;
  let entries = listEntries(nothing, limits);
  let map = createMap();
  let isStale = false;
  let wasAnnounced = false;

  function createMap(): OwnMap {
    const whole = encodeSegmentsMap(entries);
    return { whole, hash: hashOf(whole), changes: undefined, coming: nothingComing };
  }

  function createComing(before: Uint8Array): Uint8Array {
    const { coming, arriving } = settings.consumeOnly ? nothing : announcement;
    if (coming.length === 0) return nothingComing;
    const next = encodeComing(listEntries({ loaded: arriving, loadingByHttp: coming }, limits));
    return areEqual(before, next) ? before : next;
  }

  function renew(): void {
    isStale = false;
    const before = entries;
    entries = listEntries(settings.consumeOnly ? nothing : announcement, limits);
    const coming = createComing(map.coming);
    const next = createMap();
    if (areEqual(map.whole, next.whole)) {
      if (coming !== map.coming) map = { ...map, coming };
      return;
    }
    const frame = encodeChanges(before, entries, map.hash, next.hash);
    const isShorter = frame.byteLength < next.whole.byteLength;
    map = { ...next, changes: isShorter ? { from: map.hash, frame } : undefined, coming };
  }

  return {
    set(next) {
      announcement = next;
      isStale = true;
    },
    get hasNews() {
      return isStale || settings.consumeOnly !== isWithheld;
    },
    current() {
      if (settings.consumeOnly !== isWithheld) isStale = true;
      isWithheld = settings.consumeOnly;
      if (isWithheld && !wasAnnounced) return undefined;
      if (isStale) renew();
      wasAnnounced = true;
      return map;
    },
  };
}

const nothing: Announcement = { loaded: [], loadingByHttp: [], coming: [], arriving: [] };

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && one.every((byte, index) => byte === other[index]);
}
