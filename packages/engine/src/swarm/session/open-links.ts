/**
 * The links that are open. If the swarm's actor breaks down, only this can close them. Either thread.
 */
import type { ErrorInfo, PeerId } from "@swarmlane/contract";
import type { Link } from "./link.ts";

export interface OpenLinks {
  add(link: Link): void;
  remove(link: Link): void;
  /** Closes them all and fails their downloads. Returns the peers that they led to. */
  closeAll(error: ErrorInfo): ReadonlySet<PeerId>;
}

export function createOpenLinks(): OpenLinks {
  const links = new Set<Link>();
  return {
    add: (link) => void links.add(link),
    remove: (link) => void links.delete(link),
    closeAll(error) {
      const peers = new Set<PeerId>();
      for (const link of links) {
        if (link.peerId !== undefined) peers.add(link.peerId);
        link.shut();
        link.transfers.abandon(error);
      }
      links.clear();
      return peers;
    },
  };
}
