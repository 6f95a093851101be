/** The loader settings that the page uses with every player. */
import { indexedDBStorage } from "swarmlane/storage";
import type { Session } from "../session.ts";

/** A bundler renames scripts, so the addresses of the other scripts of a package have to be set. */
export interface Beside {
  readonly feedScript: string;
  readonly storeScript: string;
}

export function loaderOptions(session: Session, { feedScript, storeScript }: Beside) {
  return {
    trackerAnnounce: [session.tracker],
    // Loopback does not need a STUN server, and the page does not contact other hosts.
    rtcConfig: { iceServers: [] },
    ...(session.isInspected ? { inspect: { feedUrl: feedScript } } : {}),
    ...(session.isStored ? { segmentsStorage: indexedDBStorage({ storeUrl: storeScript }) } : {}),
    ...session.settings,
  };
}
