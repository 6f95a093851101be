/** The channels of all connections, and the page's messages about them. A connection that is unknown here was closed. */
import type {
  ConnectionId,
  HostMessage,
  Limits,
  PageMessage,
  PeerChannel,
} from "@swarmlane/contract";
import type { Engine } from "@swarmlane/engine";
import { createRelayChannel, type RelayChannel } from "./relay-channel.adapter.ts";
import { createRtcChannel } from "./rtc-channel.adapter.ts";

/** The page's messages about connections and their frames. */
export type ChannelMessage = Extract<
  PageMessage,
  { type: `connection/${string}` | `relay/${string}` }
>;

export interface ChannelRegistry {
  receive(message: ChannelMessage): void;
  /** Closes every channel. */
  close(): void;
}

type ConnectionEngine = Pick<Engine, "connectionOpened" | "connectionAdmit" | "connectionClosed">;

export function createChannelRegistry(
  engine: ConnectionEngine,
  limits: Limits,
  post: (message: HostMessage) => void,
): ChannelRegistry {
  const channels = new Map<ConnectionId, PeerChannel>();
  const relays = new Map<ConnectionId, RelayChannel>();

  function createChannel(connectionId: ConnectionId, transferred: unknown): PeerChannel {
    if (transferred === undefined) {
      const relay = createRelayChannel(connectionId, limits, post);
      relays.set(connectionId, relay);
      return relay;
    }
    return createRtcChannel(transferred as RTCDataChannel, limits, {
      onOpen: () => post({ type: "channel/open", connectionId }),
      onClosed: () => post({ type: "channel/closed", connectionId }),
    });
  }

  function remove(connectionId: ConnectionId): void {
    const channel = channels.get(connectionId);
    channels.delete(connectionId);
    relays.delete(connectionId);
    channel?.close();
  }

  return {
    receive(message) {
      const { connectionId } = message;
      switch (message.type) {
        case "connection/opened": {
          const channel = createChannel(connectionId, message.channel);
          channels.set(connectionId, channel);
          engine.connectionOpened(connectionId, message.initiator, channel);
          break;
        }
        case "connection/admit": {
          const { peerId, remoteAddress, certificate } = message;
          engine.connectionAdmit(connectionId, peerId, remoteAddress, certificate);
          break;
        }
        case "connection/closed":
          remove(connectionId);
          engine.connectionClosed(connectionId);
          break;
        case "relay/frame":
          relays.get(connectionId)?.receive(message.frame);
          break;
        case "relay/buffered":
          relays.get(connectionId)?.setBuffered(message.bufferedAmount, message.taken);
          break;
      }
    },
    close() {
      for (const connectionId of [...channels.keys()]) remove(connectionId);
    },
  };
}
