/** The links of one swarm to the trackers in the caller's settings. */
import type { Warn } from "../coalesced-warnings.ts";
import type { TrackerLink } from "./tracker-link.ts";
import { screenTrackerUrls } from "./tracker-urls.ts";

export interface TrackerLinks {
  /**
   * Follows the settings: opens links to new trackers and leaves those that were removed. All other links keep their
   * socket and their offers. Returns the addresses of the new links, which have not announced yet.
   */
  update(): readonly string[];
  /** Announces at all trackers, or at the one with this address. */
  announce(url?: string): void;
  /** See `TrackerLink.announceSoon`. */
  announceSoon(): void;
  /** Leaves all trackers. `update` joins them again. */
  leave(): void;
}

export interface TrackerLinksOptions {
  /** The caller's `trackerAnnounce`, whatever it is. Read at each update. */
  readonly addresses: () => unknown;
  /** As in `location.protocol`. */
  readonly pageProtocol: string;
  /** Keeps our sockets apart from those of other hubs on the page, see guarded-socket.ts. */
  readonly hubName: string;
  /** `url` is a usable address with the hub's name as its fragment, as in `TrackerGate.onConnect`. */
  readonly openLink: (url: string) => TrackerLink;
  readonly warn: Warn;
}

export function createTrackerLinks(options: TrackerLinksOptions): TrackerLinks {
  const { addresses, pageProtocol, hubName, openLink, warn } = options;
  const links = new Map<string, TrackerLink>();
  let known: readonly string[] = [];

  function report(rejected: readonly string[]): void {
    for (const address of rejected) {
      if (known.includes(address)) continue;
      const reason =
        "Ignored a tracker address that this page cannot use (it must begin with ws: or wss:)";
      warn("TRACKER_ERROR", `${reason}: ${address}`, address);
    }
    known = rejected;
  }

  return {
    update() {
      const { usable, rejected } = screenTrackerUrls(addresses(), pageProtocol);
      report(rejected);
      const wanted = usable.map((address) => `${address}#${hubName}`);
      for (const [url, link] of links) {
        if (wanted.includes(url)) continue;
        links.delete(url);
        link.leave();
      }
      const added = wanted.filter((url) => !links.has(url));
      for (const url of added) links.set(url, openLink(url));
      return added;
    },
    announce(url) {
      for (const [address, link] of links) {
        if (url === undefined || url === address) link.announce();
      }
    },
    announceSoon() {
      for (const link of links.values()) link.announceSoon();
    },
    leave() {
      for (const link of links.values()) link.leave();
      links.clear();
      known = [];
    },
  };
}
