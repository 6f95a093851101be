/**
 * Connections and the peers that they lead to. Either thread. Whether a connection is pending, stands by or is in use is
 * the state of its session and kept nowhere else: it is read from there.
 */
import type { ConnectionId, PeerId } from "@swarmlane/contract";
import type { ActorRefFrom } from "xstate";
import type { PeerView } from "../../actor-events.ts";
import type { Link } from "../session/link.ts";
import { roomOf, type peerSessionMachine } from "../session/peer-session.machine.ts";

export type PeerSession = ActorRefFrom<typeof peerSessionMachine>;

/** What the page said when the connection was ready. */
export interface Identity {
  /** Only claimed. */
  readonly peerId: PeerId;
  /** "" when they are not known. */
  readonly address: string;
  readonly certificate: string;
  /** ms. */
  readonly admittedAt: number;
}

export interface Connection {
  readonly id: ConnectionId;
  /** Whether the offer was ours. */
  readonly initiator: boolean;
  readonly session: PeerSession;
  readonly link: Link;
  /** Undefined until the page says that it is ready. */
  readonly identity: Identity | undefined;
}

export type Connections = ReadonlyMap<ConnectionId, Connection>;

export type Admission = "pending" | "standby" | "inUse" | "ended";

/** A session first shuts its link and then notifies the swarm, before its own state shows it. */
export function admissionOf({ session, link }: Connection): Admission {
  const { status, value } = session.getSnapshot();
  if (link.isShut || status !== "active" || value === "ended") return "ended";
  return value === "pending" || value === "standby" ? value : "inUse";
}

export function countOf(connections: Connections, admission: Admission): number {
  let count = 0;
  for (const each of connections.values()) if (admissionOf(each) === admission) count++;
  return count;
}

/** The connection in use for the peer. */
export function holderOf(connections: Connections, peerId: PeerId): Connection | undefined {
  for (const each of connections.values())
    if (each.identity?.peerId === peerId && admissionOf(each) === "inUse") return each;
  return undefined;
}

export function standbysOf(connections: Connections, peerId: PeerId): Connection[] {
  return [...connections.values()].filter(
    (each) => each.identity?.peerId === peerId && admissionOf(each) === "standby",
  );
}

/** A transfer runs over it, one way or the other. */
export function isBusy({ session, link }: Connection): boolean {
  return (
    link.transfers.count > 0 || session.getSnapshot().matches({ inUse: { upload: "serving" } })
  );
}

/** What the policy reads of the connection in use for a peer. It is read at each use, not copied. */
export function viewOf({ session, link }: Connection, id: PeerId): PeerView {
  return {
    id,
    get room() {
      return roomOf(session.getSnapshot());
    },
    get pending() {
      return link.transfers.count;
    },
    get speed() {
      return link.speed;
    },
    get isOurs() {
      return link.dialect.isNumbered;
    },
  };
}
