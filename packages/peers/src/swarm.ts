/** One stream's swarm: its tracker links while it is the current one, its connections as long as they live. Page. */
import type { Connection } from "./connection.ts";
import type { TrackerLink } from "./tracker-link.ts";

export interface Swarm {
  /** Links to the trackers, without an announce yet. Connections that linger stay. */
  join(): void;
  /** Announces at all trackers, or at one whose connection is up. */
  announce(url?: string): void;
  /** Leaves the trackers and takes back its offers at once; its peers go when the linger is over. */
  leave(): void;
  /** Leaves and closes everything at once. */
  close(): void;
}

export interface SwarmOptions {
  /** ms. */
  readonly linger: number;
  /** By address. `connections` is where the links' connections are to be kept. */
  readonly openLinks: (connections: Set<Connection>) => ReadonlyMap<string, TrackerLink>;
  /** Left and without connections: nothing remains of it. */
  readonly onEnd: () => void;
}

export function createSwarm({ linger, openLinks, onEnd }: SwarmOptions): Swarm {
  const connections = new Set<Connection>();
  let links: ReadonlyMap<string, TrackerLink> = new Map();
  let lingering: ReturnType<typeof setTimeout> | undefined;

  function leaveTrackers(): void {
    for (const link of links.values()) link.leave();
    links = new Map();
  }

  function close(): void {
    clearTimeout(lingering);
    leaveTrackers();
    for (const connection of connections) connection.close();
    onEnd();
  }

  return {
    join() {
      clearTimeout(lingering);
      links = openLinks(connections);
    },
    announce(url) {
      for (const [address, link] of links)
        if (url === undefined || url === address) link.announce();
    },
    leave() {
      leaveTrackers();
      for (const connection of connections) if (!connection.hasPeer) connection.close();
      if (connections.size === 0) onEnd();
      else lingering = setTimeout(close, linger);
    },
    close,
  };
}
