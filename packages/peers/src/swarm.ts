/** The swarm of one stream: its trackers while it is the current one, and its connections until they close. */
import type { PeerConnection } from "./connection/peer-connection.ts";
import type { TrackerLinks } from "./tracker/tracker-links.ts";

export interface Swarm {
  /** Joins the trackers without announcing yet. Connections that linger stay. */
  join(): void;
  /** Follows a changed list of trackers: joins new ones and announces there, leaves those that were removed. */
  refresh(): void;
  /** Announces at all trackers, or at the one with this address. */
  announce(url?: string): void;
  /** See `TrackerLink.announceSoon`. */
  announceSoon(): void;
  /** Leaves the trackers and withdraws its offers at once. Its peers stay until the linger is over. */
  leave(): void;
  /** Leaves the trackers and closes all connections at once. */
  close(): void;
}

export interface SwarmOptions {
  /** ms. */
  readonly linger: number;
  /** Called once. The links keep their connections in `connections`. */
  readonly openLinks: (connections: Set<PeerConnection>) => TrackerLinks;
  /** The swarm was left and has no connections any more. */
  readonly onEnd: () => void;
}

export function createSwarm({ linger, openLinks, onEnd }: SwarmOptions): Swarm {
  const connections = new Set<PeerConnection>();
  const links = openLinks(connections);
  let lingering: ReturnType<typeof setTimeout> | undefined;

  function close(): void {
    clearTimeout(lingering);
    links.leave();
    for (const connection of connections) connection.close();
    onEnd();
  }

  return {
    join() {
      clearTimeout(lingering);
      links.update();
    },
    refresh() {
      for (const url of links.update()) links.announce(url);
    },
    announce: (url) => links.announce(url),
    announceSoon: () => links.announceSoon(),
    leave() {
      links.leave();
      for (const connection of connections) if (!connection.hasPeer) connection.close();
      if (connections.size === 0) onEnd();
      else lingering = setTimeout(close, linger);
    },
    close,
  };
}
