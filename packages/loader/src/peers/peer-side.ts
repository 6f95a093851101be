/**
 * The page's part of P2P, whatever becomes of the page and of the host. Page.
 * Each `PeerConnect` gets exactly one `PeerClose`, at the latest when the connections are given up here.
 */
import { Events, type PeerId } from "@swarmlane/contract";
import type { PeerHub } from "@swarmlane/peers";
import type { Emit } from "../loader-events.ts";

export interface PeerSide {
  /** Synchronous; `useP2P` is read here. */
  joinSwarm(streamSwarmId: string): void;
  /** Closes every connection now. The swarm is remembered. */
  suspend(): void;
  /** Joins the remembered swarm anew. */
  rejoin(): void;
  /** Closes every connection and forgets the swarm. */
  leave(): void;
  connected(peerId: PeerId, remoteAddress: string): void;
  closed(peerId: PeerId): void;
  readonly receive: PeerHub["receive"];
}

export interface PeerSideOptions {
  readonly openHub: () => PeerHub;
  readonly useP2P: () => boolean;
  readonly emit: Emit;
}

export function createPeerSide({ openHub, useP2P, emit }: PeerSideOptions): PeerSide {
  const roster = new Set<PeerId>();
  let hub: PeerHub | undefined;
  let swarm: string | undefined;

  function closed(peerId: PeerId): void {
    if (roster.delete(peerId)) emit(Events.PeerClose, peerId);
  }

  function suspend(): void {
    hub?.suspend();
    for (const peerId of [...roster]) closed(peerId);
  }

  function rejoin(): void {
    if (!useP2P()) {
      suspend();
      return;
    }
    if (swarm === undefined) return;
    hub ??= openHub();
    hub.setSwarm(swarm);
  }

  return {
    joinSwarm(streamSwarmId) {
      swarm = streamSwarmId;
      rejoin();
    },
    suspend,
    rejoin,
    leave() {
      swarm = undefined;
      hub?.close();
      hub = undefined;
      suspend();
    },
    connected(peerId, remoteAddress) {
      if (roster.has(peerId)) return;
      roster.add(peerId);
      emit(Events.PeerConnect, { id: peerId, remoteAddress });
    },
    closed,
    receive: (message) => hub?.receive(message),
  };
}
