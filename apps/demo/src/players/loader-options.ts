/** What the page asks of a loader of ours, under every player. */
import { indexedDBStorage } from "swarmlane/storage";
import type { Session } from "../session.ts";

/** A bundler gives scripts names of their own: those that are beside ours in a package have to be named. */
export interface Beside {
  readonly feedScript: string;
  readonly storeScript: string;
}

export function loaderOptions(session: Session, { feedScript, storeScript }: Beside) {
  return {
    trackerAnnounce: [session.tracker],
    // Loopback needs no STUN server, and the page asks nobody outside.
    rtcConfig: { iceServers: [] },
    ...(session.isInspected ? { inspect: { feedUrl: feedScript } } : {}),
    ...(session.isStored ? { segmentsStorage: indexedDBStorage({ storeUrl: storeScript }) } : {}),
    ...session.settings,
  };
}
