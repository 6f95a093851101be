/** Connections and the peers they lead to. Either thread. Of a peer's connections one is in use; the others stand by. */
import type { ConnectionId, PeerId } from "@swarmlane/contract";
import type { ActorRefFrom } from "xstate";
import type { peerSessionMachine } from "./peer-session.machine.ts";
import type { PeerRecord } from "./session-events.ts";

export type PeerSession = ActorRefFrom<typeof peerSessionMachine>;

export interface Connection {
  readonly id: ConnectionId;
  /** Whether the offer was ours. */
  readonly initiator: boolean;
  readonly session: PeerSession;
  /** Undefined until it is admitted. */
  peer: PeerRecord | undefined;
  /** When it began to stand by; undefined when it does not. */
  standsBySince: number | undefined;
}

export interface Roster {
  readonly peers: ReadonlyMap<PeerId, PeerRecord>;
  readonly connections: ReadonlyMap<ConnectionId, Connection>;
  readonly pendingCount: number;
  readonly standbyCount: number;
  /** The connection in use for the peer. */
  holderOf(peerId: PeerId): Connection | undefined;
  standbysOf(peerId: PeerId): Connection[];
  open(id: ConnectionId, initiator: boolean, session: PeerSession): void;
  addPeer(peerId: PeerId, remoteAddress: string): PeerRecord;
  remove(connection: Connection): void;
  removePeer(peerId: PeerId): void;
  clear(): void;
}

/** When the peer last said anything on this connection. */
export function heardAt(connection: Connection): number | undefined {
  return connection.session.getSnapshot().context.parts.heardAt;
}

export function createRoster(): Roster {
  const peers = new Map<PeerId, PeerRecord>();
  const connections = new Map<ConnectionId, Connection>();

  const ofPeer = (peerId: PeerId): Connection[] =>
    [...connections.values()].filter((each) => each.peer?.id === peerId);
  const count = (isCounted: (connection: Connection) => boolean): number =>
    [...connections.values()].filter(isCounted).length;

  return {
    peers,
    connections,
    get pendingCount() {
      return count((each) => each.peer === undefined);
    },
    get standbyCount() {
      return count((each) => each.standsBySince !== undefined);
    },
    holderOf: (peerId) => ofPeer(peerId).find((each) => each.standsBySince === undefined),
    standbysOf: (peerId) => ofPeer(peerId).filter((each) => each.standsBySince !== undefined),
    open(id, initiator, session) {
      connections.set(id, { id, initiator, session, peer: undefined, standsBySince: undefined });
    },
    addPeer(id, remoteAddress) {
      const peer: PeerRecord = { id, remoteAddress, room: 0, pending: 0, speed: undefined };
      peers.set(id, peer);
      return peer;
    },
    remove(connection) {
      connections.delete(connection.id);
    },
    removePeer(peerId) {
      peers.delete(peerId);
    },
    clear() {
      peers.clear();
      connections.clear();
    },
  };
}
