/**
 * The page's part of P2P, whatever becomes of the page and of the host. Page.
 * Each `PeerConnect` gets exactly one `PeerClose`, at the latest when the connections are given up here.
 * To look for peers costs the page and the browser tens of ms, as much as a first segment takes: that goes first.
 */
import { Events, type Clock, type Limits, type PeerId } from "@swarmlane/contract";
import type { PeerHub } from "@swarmlane/peers";
import type { Emit } from "../loader-events.ts";

export interface PeerSide {
  /** At once, but for the first time: then when the player has a segment, or after `limits.firstJoin`. Reads `useP2P`. */
  joinSwarm(streamSwarmId: string): void;
  /** The player has got a segment, or will not get it. */
  segmentSettled(): void;
  /** Closes every connection now. The swarm is remembered. */
  suspend(): void;
  /** Joins the remembered swarm anew, at once. */
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
  /** Peers are to have the first chance: nobody waits for a segment that goes first. */
  readonly isPeersFirst: () => boolean;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly limits: Pick<Limits, "firstJoin">;
}

export function createPeerSide(options: PeerSideOptions): PeerSide {
  const { openHub, useP2P, isPeersFirst, emit, clock, limits } = options;
  const roster = new Set<PeerId>();
  let hub: PeerHub | undefined;
  let swarm: string | undefined;
  /** Until the first join; undefined when none is due. */
  let timer: unknown;

  function rejoinIn(ms: number): void {
    cancel();
    timer = clock.setTimeout(rejoin, ms);
  }

  function cancel(): void {
    clock.clearTimeout(timer);
    timer = undefined;
  }

  function closed(peerId: PeerId): void {
    if (roster.delete(peerId)) emit(Events.PeerClose, peerId);
  }

  function suspend(): void {
    cancel();
    hub?.suspend();
    for (const peerId of [...roster]) closed(peerId);
  }

  function rejoin(): void {
    cancel();
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
      if (hub !== undefined || !useP2P() || isPeersFirst()) rejoin();
      else if (timer === undefined) rejoinIn(limits.firstJoin);
    },
    segmentSettled() {
      // In a task of its own: the player has work to do with its segment.
      if (timer !== undefined) rejoinIn(0);
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
