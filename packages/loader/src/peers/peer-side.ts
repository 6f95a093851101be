/**
 * The page's part of P2P, which survives the loss of a host. Page.
 * Each `PeerConnect` is followed by exactly one `PeerClose`, at the latest when the connections are closed here.
 * Looking for peers takes the page and the browser tens of milliseconds, as long as a first segment takes to arrive.
 * Therefore the first segment is loaded first.
 */
import { Events, type Clock, type Limits, type PeerId } from "@swarmlane/contract";
import type { PeerHub } from "@swarmlane/peers";
import type { Emit } from "../loader-events.ts";

export interface PeerSide {
  /**
   * Joins at once, except for the first time. The first join waits until the player has a segment, or for `limits.firstJoin`.
   * Reads `mayUseP2P`, and tells the hub if the trackers have changed.
   */
  joinSwarm(streamSwarmId: string): void;
  /** The player has received a segment, or will not receive it. */
  segmentSettled(): void;
  /** Call if the settings may have changed. P2P starts or ends at once. */
  refresh(): void;
  /** Closes every connection now. The swarm is remembered. */
  suspend(): void;
  /** Joins the remembered swarm again at once, if P2P may be used. */
  rejoin(): void;
  /** Closes every connection and forgets the swarm. */
  leave(): void;
  connected(peerId: PeerId, remoteAddress: string): void;
  closed(peerId: PeerId): void;
  readonly receive: PeerHub["receive"];
}

export interface PeerSideOptions {
  readonly openHub: () => PeerHub;
  readonly mayUseP2P: () => boolean;
  readonly trackers: () => readonly string[];
  /** Whether peers are asked first. In that case there is no point in waiting for the first segment. */
  readonly isPeersFirst: () => boolean;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly limits: Pick<Limits, "firstJoin">;
}

export function createPeerSide(options: PeerSideOptions): PeerSide {
  const { mayUseP2P, isPeersFirst, emit, clock, limits } = options;
  const roster = new Set<PeerId>();
  let hub: PeerHub | undefined;
  let swarm: string | undefined;
  /** Whether P2P could be used at the last check. */
  let isOn = false;
  /** The trackers that the hub uses. */
  let knownTrackers = "";
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

  function openHub(): PeerHub {
    knownTrackers = JSON.stringify(options.trackers());
    return options.openHub();
  }

  /** Compared by value, because callers also change the array itself. */
  function tellOfTrackers(): void {
    const trackers = JSON.stringify(options.trackers());
    if (hub === undefined || trackers === knownTrackers) return;
    knownTrackers = trackers;
    hub.refresh();
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
    isOn = mayUseP2P();
    if (!isOn) {
      suspend();
      return;
    }
    if (swarm === undefined) return;
    hub ??= openHub();
    hub.setSwarm(swarm);
    tellOfTrackers();
  }

  return {
    joinSwarm(streamSwarmId) {
      swarm = streamSwarmId;
      isOn = mayUseP2P();
      if (hub !== undefined || !isOn || isPeersFirst()) rejoin();
      else if (timer === undefined) rejoinIn(limits.firstJoin);
    },
    segmentSettled() {
      // In a separate task, because the player now has to process its segment.
      if (timer !== undefined) rejoinIn(0);
    },
    refresh() {
      if (mayUseP2P() !== isOn) rejoin();
      else tellOfTrackers();
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
