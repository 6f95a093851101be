/** Our segments map as it goes out: encoded once for all peers, and only when it changed. Either thread. */
import type { EngineSettings, Limits } from "@swarmlane/contract";
import { encodeChanges, encodeSegmentsMap, hashOf, listEntries } from "@swarmlane/wire";
import type { Announcement } from "../../actor-events.ts";

/** It stays the same object as long as its bytes are the same. */
export interface OwnMap {
  readonly whole: Uint8Array;
  /** The hash of `whole`, by which peers of our own name this map. */
  readonly hash: number;
  /** For a peer of our own that has the map of the hash `from`. */
  readonly changes: { readonly from: number; readonly frame: Uint8Array } | undefined;
}

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
    return { whole, hash: hashOf(whole), changes: undefined };
  }

  function renew(): void {
    isStale = false;
    const before = entries;
    entries = listEntries(settings.consumeOnly ? nothing : announcement, limits);
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

const nothing: Announcement = { loaded: [], loadingByHttp: [] };

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && one.every((byte, index) => byte === other[index]);
}
