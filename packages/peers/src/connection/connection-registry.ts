/** All connections of a hub, by number. A number is never used again, so a late message reaches no connection. */
import type { ConnectionId, HostMessage } from "@swarmlane/contract";
import type { ConnectionBudget } from "./connection-budget.ts";
import { createPeerConnection } from "./peer-connection.ts";
import type { PeerConnection, PeerConnectionOptions } from "./peer-connection.ts";

export interface ConnectionRegistry {
  /** Creates a connection and keeps it in `siblings` until it closes. */
  connect(initiator: boolean, siblings: Set<PeerConnection>): PeerConnection;
  receive(message: HostMessage): void;
  /** Closes the connections whose offer or answer is still being prepared, so that it never leaves. */
  withdrawUnsignalled(): void;
}

export interface ConnectionRegistryOptions extends Pick<
  PeerConnectionOptions,
  "open" | "limits" | "transferChannels" | "post"
> {
  readonly budget: ConnectionBudget;
}

export function createConnectionRegistry({
  budget,
  ...shared
}: ConnectionRegistryOptions): ConnectionRegistry {
  const connections = new Map<ConnectionId, PeerConnection>();
  let last = 0;

  return {
    connect(initiator, siblings) {
      const connectionId = ++last as ConnectionId;
      const connection = createPeerConnection({
        ...shared,
        connectionId,
        initiator,
        share: budget.take(initiator ? "offer" : "answer"),
        onClose() {
          connections.delete(connectionId);
          siblings.delete(connection);
        },
      });
      connections.set(connectionId, connection);
      siblings.add(connection);
      return connection;
    },
    receive(message) {
      if ("connectionId" in message) connections.get(message.connectionId)?.receive(message);
    },
    withdrawUnsignalled() {
      for (const connection of connections.values()) connection.withdraw();
    },
  };
}
