/** All connections of a hub, by number. Numbers are never used again: a message that comes late finds nobody. Page. */
import type { ConnectionId, HostMessage } from "@swarmlane/contract";
import type { ConnectionBudget } from "./connection-budget.ts";
import { createConnection } from "./connection.ts";
import type { Connection, ConnectionOptions } from "./connection.ts";

export interface Connections {
  /** A new connection, in `siblings` as long as it lives. */
  connect(initiator: boolean, siblings: Set<Connection>): Connection;
  receive(message: HostMessage): void;
}

export interface ConnectionsOptions extends Pick<
  ConnectionOptions,
  "open" | "limits" | "transferChannels" | "post"
> {
  readonly budget: ConnectionBudget;
}

export function createConnections({ budget, ...shared }: ConnectionsOptions): Connections {
  const connections = new Map<ConnectionId, Connection>();
  let last = 0;

  return {
    connect(initiator, siblings) {
      const connectionId = ++last as ConnectionId;
      const connection = createConnection({
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
  };
}
