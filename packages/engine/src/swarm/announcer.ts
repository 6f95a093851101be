/** Our segments map as it goes out: encoded once for all peers, and only when it changed. Either thread. */
import type { EngineSettings, Limits } from "@swarmlane/contract";
import { encodeChanges, encodeSegmentsMap, hashOf, listEntries } from "@swarmlane/wire";
import type { Announcement } from "../actor-events.ts";

/** The same object as long as its bytes are the same. */
export interface OwnMap {
  readonly whole: Uint8Array;
  /** Of `whole`: names this map between peers of our own. */
  readonly hash: number;
  /** For a peer of our own that has the map of the hash `from`. */
  readonly changes: { readonly from: number; readonly frame: Uint8Array } | undefined;
}

export interface Announcer {
  set(announcement: Announcement): void;
  /** Undefined when nothing is announced (`consumeOnly`). */
  map(): OwnMap | undefined;
}

export function createAnnouncer(
  limits: Limits,
  settings: Pick<EngineSettings, "consumeOnly">,
): Announcer {
  let announcement: Announcement = { loaded: [], loadingByHttp: [] };
  let entries = listEntries(announcement, limits);
  let map = createMap();
  let isStale = false;

  function createMap(): OwnMap {
    const whole = encodeSegmentsMap(entries);
    return { whole, hash: hashOf(whole), changes: undefined };
  }

  function renew(): void {
    isStale = false;
    const before = entries;
    entries = listEntries(announcement, limits);
    const next = createMap();
    if (areEqual(map.whole, next.whole)) return;
    const frame = encodeChanges(before, entries, map.hash, next.hash);
    const isShorter = frame.byteLength < next.whole.byteLength;
    map = { ...next, changes: isShorter ? { from: map.hash, frame } : undefined };
  }

  return {
    set(next) {
      announcement = next;
      isStale = true;
    },
    map() {
      if (settings.consumeOnly) return undefined;
      if (isStale) renew();
      return map;
    },
  };
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && one.every((byte, index) => byte === other[index]);
}
