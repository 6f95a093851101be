/** What the swarm's machine owns, and the effects it has on connections and peers. Either thread. */
import type { ConnectionId, ErrorInfo, PeerId } from "@swarmlane/contract";
import type { SwarmInput, SwarmView } from "../actor-events.ts";
import { type Announcer, createAnnouncer } from "./announcer.ts";
import { type Availability, createAvailability } from "./availability.ts";
import { type Bans, createBans } from "./bans.ts";
import { newcomerWins } from "./glare.ts";
import { createReceiveBudget, type ReceiveBudget } from "./receive-budget.ts";
import { type Connection, createRoster, heardAt, type Roster } from "./roster.ts";
import type { Ending, PeerRecord } from "./session-events.ts";
import { createUploadSlots, type UploadSlots } from "./upload-slots.ts";

export interface SwarmParts {
  readonly roster: Roster;
  readonly availability: Availability;
  readonly bans: Bans;
  readonly announcer: Announcer;
  readonly budget: ReceiveBudget;
  readonly slots: UploadSlots;
  readonly view: SwarmView;
  /** The connection becomes the one in use. */
  promote(connection: Connection, peer: PeerRecord): void;
  /** The connection is kept, silent. */
  standBy(connection: Connection, peer: PeerRecord): void;
  /** Whether `newcomer` is to replace the connection in use for that peer. */
  beatsHolder(newcomer: Connection, peerId: PeerId): boolean;
  /** Whether the connection in use said nothing while this one, standing by, did (threats T11). */
  outlives(standby: Connection): boolean;
  /** Closes every connection of the peer. */
  dropPeer(peerId: PeerId, error: ErrorInfo): void;
  /** Counts an offence. True when it was one too many: the peer is banned and dropped. */
  strike(peer: PeerRecord, error: ErrorInfo): boolean;
  /** A session is over: the peer goes on over another connection, or is gone. */
  bury(connection: Connection, ending: Ending): void;
  drop(connectionId: ConnectionId, error: ErrorInfo): void;
  /** The end, of the swarm's actor too: it need not be able to hear of it. */
  closeEverything(): void;
  /** At most one in `limits.warningCoalesce`. */
  warnOfBudget(error: ErrorInfo): void;
}

export function createSwarmParts(input: SwarmInput): SwarmParts {
  const { ports, settings, ownPeerId, notify } = input;
  const { limits, clock, emit } = ports;
  const log = ports.log("p2pml:p2p-media-manager");
  const roster = createRoster();
  const availability = createAvailability(limits);
  const bans = createBans(limits, clock);
  const announcer = createAnnouncer(limits, settings);
  let warnedAt = -Infinity;

  function promote(connection: Connection, peer: PeerRecord): void {
    connection.peer = peer;
    connection.standsBySince = undefined;
    connection.session.send({ type: "admit", peer, greeting: announcer.map() });
  }

  function drop(connectionId: ConnectionId, error: ErrorInfo): void {
    if (log.enabled) log("connection drop", connectionId, error);
    emit({ type: "connection/drop", connectionId, error });
  }

  function dropPeer(peerId: PeerId, error: ErrorInfo): void {
    // Those that stand by first, so that none of them takes over.
    const holder = roster.holderOf(peerId);
    const all = [...roster.standbysOf(peerId), ...(holder === undefined ? [] : [holder])];
    for (const { session } of all) session.send({ type: "end", ending: { how: "dropped", error } });
  }

  function farewell(peer: PeerRecord): void {
    roster.removePeer(peer.id);
    availability.remove(peer.id);
    if (log.enabled) log("peer closed", peer.id);
    emit({ type: "peer/closed", peerId: peer.id });
    notify({ type: "swarm.changed", reason: "a peer left" });
  }

  /** Of several that stand by, the one that both sides would choose. */
  function successorOf(peerId: PeerId): Connection | undefined {
    const lowerIsOurs = ownPeerId < peerId;
    const standbys = roster.standbysOf(peerId);
    return standbys.find((each) => each.initiator === lowerIsOurs) ?? standbys[0];
  }

  return {
    roster,
    availability,
    bans,
    announcer,
    budget: createReceiveBudget(limits.receiveBytes),
    slots: createUploadSlots(limits.uploadsActive),
    view: {
      peers: roster.peers,
      holders: (segmentId) => availability.holders(segmentId),
      isLoadingElsewhere: (segmentId) => availability.isLoadingElsewhere(segmentId),
    },
    promote,
    drop,
    dropPeer,
    standBy(connection, peer) {
      connection.peer = peer;
      connection.standsBySince = clock.now();
      connection.session.send({ type: "stand.by" });
    },
    beatsHolder(newcomer, peerId) {
      const holder = roster.holderOf(peerId);
      if (holder === undefined || holder === newcomer) return false;
      return newcomerWins({
        own: ownPeerId,
        peer: peerId,
        holder: { initiator: holder.initiator, hasSpoken: heardAt(holder) !== undefined },
        newcomer: { initiator: newcomer.initiator, hasSpoken: heardAt(newcomer) !== undefined },
      });
    },
    outlives(standby) {
      const holder = standby.peer && roster.holderOf(standby.peer.id);
      const since = standby.standsBySince ?? Infinity;
      const isHeard = (connection: Connection): boolean => (heardAt(connection) ?? -1) >= since;
      return holder !== undefined && isHeard(standby) && !isHeard(holder);
    },
    strike(peer, error) {
      if (log.enabled) log("peer strike", peer.id, error);
      if (!bans.strike(peer.id, peer.remoteAddress)) return false;
      dropPeer(peer.id, { code: "P2P_BANNED", message: `too many offences: ${error.message}` });
      return true;
    },
    bury(connection, ending) {
      const { peer } = connection;
      roster.remove(connection);
      if (ending.how !== "left") drop(connection.id, ending.error);
      if (ending.error.code === "INTERNAL") emit({ type: "warning", error: ending.error });
      if (peer === undefined || connection.standsBySince !== undefined) return;
      const successor = ending.how === "left" ? successorOf(peer.id) : undefined;
      if (successor !== undefined) {
        promote(successor, peer);
        return;
      }
      dropPeer(peer.id, ending.error);
      farewell(peer);
    },
    closeEverything() {
      const ending = { how: "left", error: { code: "P2P_CLOSED", message: "stopped" } } as const;
      for (const { session } of roster.connections.values()) session.send({ type: "end", ending });
      for (const peerId of roster.peers.keys()) emit({ type: "peer/closed", peerId });
      roster.clear();
    },
    warnOfBudget(error) {
      if (clock.now() - warnedAt < limits.warningCoalesce) return;
      warnedAt = clock.now();
      emit({ type: "warning", error });
    },
  };
}
