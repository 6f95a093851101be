/** Opens a swarm's links to all of the caller's trackers, each address under the name of its hub. Page. */
import type { PeerId, PeerSettings } from "@swarmlane/contract";
import type { Warn } from "./coalesced-warnings.ts";
import type { TrackerGate } from "./guarded-socket.ts";
import { infoHash } from "./info-hash.ts";
import { createTrackerLink } from "./tracker-link.ts";
import type { TrackerLink, TrackerLinkOptions } from "./tracker-link.ts";
import { screenTrackerUrls } from "./tracker-urls.ts";

export interface TrackerLinksOptions extends Pick<
  TrackerLinkOptions,
  "source" | "offersWanted" | "onUpdate"
> {
  readonly streamSwarmId: string;
  readonly peerId: PeerId;
  readonly settings: PeerSettings;
  readonly gate: TrackerGate;
  /** Keeps our sockets apart from those of other hubs on the page, see guarded-socket.ts. */
  readonly hubName: string;
  readonly warn: Warn;
  readonly log: (...args: unknown[]) => void;
}

/** By the address that `TrackerGate.onConnect` names. */
export function openTrackerLinks(options: TrackerLinksOptions): Map<string, TrackerLink> {
  const { streamSwarmId, settings, hubName, warn, log, ...shared } = options;
  const { usable, rejected } = screenTrackerUrls(settings.trackerAnnounce, location.protocol);
  for (const address of rejected) {
    warn("TRACKER_ERROR", `not a tracker that a page can use: ${address}`, address);
  }
  const links = new Map<string, TrackerLink>();
  for (const url of usable.map((address) => `${address}#${hubName}`)) {
    const link = createTrackerLink({
      ...shared,
      url,
      infoHash: infoHash(streamSwarmId),
      rtcConfig: settings.rtcConfig,
      // What is worth a warning, the socket has reported; the client repeats failures of connections.
      onWarning: (message) => log("tracker", url, message),
    });
    links.set(url, link);
  }
  return links;
}
