/** Reads the swarm's current connections. Only the state of its session says whether a connection is in use. */
import type { InspectedHost } from "@swarmlane/contract";
import { at, itemsOf, numberAt, textAt } from "../look.ts";
import { childContext, snapshotOf } from "./mapper-context.ts";

/** `pending`: it is not known yet where the connection leads. */
export type Admission = "pending" | "standby" | "inUse" | "ended";

export interface SeenConnection {
  readonly id: number | undefined;
  /** Undefined while it is pending. "" stands for an address or a certificate that is not known. */
  readonly peer: string | undefined;
  readonly address: string;
  readonly certificate: string;
  readonly admission: Admission;
  /** Of its session. */
  readonly actor: string | undefined;
  readonly snapshot: unknown;
}

/** Undefined: there is no swarm. */
export function readConnections(host: InspectedHost): readonly SeenConnection[] | undefined {
  const connections = at(childContext(host, "swarm"), "connections");
  return connections === undefined ? undefined : itemsOf(connections).map(readConnection);
}

export function findConnection(host: InspectedHost, id: unknown): SeenConnection | undefined {
  const connections = at(childContext(host, "swarm"), "connections");
  if (!(connections instanceof Map)) return undefined;
  const found = (connections as Map<unknown, unknown>).get(id);
  return found === undefined ? undefined : readConnection(found);
}

function readConnection(connection: unknown): SeenConnection {
  const session = at(connection, "session");
  const identity = at(connection, "identity");
  const snapshot = snapshotOf(session);
  return {
    id: numberAt(connection, "id"),
    peer: textAt(identity, "peerId"),
    address: textAt(identity, "address") ?? "",
    certificate: textAt(identity, "certificate") ?? "",
    admission: admissionOf(snapshot),
    actor: textAt(session, "sessionId"),
    snapshot,
  };
}

export function admissionOf(session: unknown): Admission {
  const value = at(session, "value");
  if (at(session, "status") !== "active" || value === "ended") return "ended";
  return value === "pending" || value === "standby" ? value : "inUse";
}
