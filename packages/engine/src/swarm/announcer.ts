/** Our segments map as it goes out: encoded once for all peers, and only when it changed. Either thread. */
import type { EngineSettings, Limits } from "@swarmlane/contract";
import { encodeSegmentsMap } from "@swarmlane/wire";
import type { Announcement } from "../actor-events.ts";

export interface Announcer {
  set(announcement: Announcement): void;
  /** The same object as long as its bytes are the same. Undefined when nothing is announced (`consumeOnly`). */
  frame(): Uint8Array | undefined;
}

export function createAnnouncer(
  limits: Limits,
  settings: Pick<EngineSettings, "consumeOnly">,
): Announcer {
  let announcement: Announcement = { loaded: [], loadingByHttp: [] };
  let frame = encodeSegmentsMap(announcement, limits);
  let isStale = false;

  return {
    set(next) {
      announcement = next;
      isStale = true;
    },
    frame() {
      if (settings.consumeOnly) return undefined;
      if (isStale) {
        const next = encodeSegmentsMap(announcement, limits);
        if (!areEqual(frame, next)) frame = next;
        isStale = false;
      }
      return frame;
    },
  };
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && one.every((byte, index) => byte === other[index]);
}
