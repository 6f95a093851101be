/**
 * One numbered connection: what stands between simple-peer, the real RTCPeerConnection and the worker. Page.
 * For each `connection/opened` there is exactly one `connection/closed`, whatever ends it.
 */
import type { ConnectionId, HostMessage, Limits, PageMessage, PeerId } from "@swarmlane/contract";
import type { BudgetShare } from "./connection-budget.ts";
import { createChannelRelay } from "./channel-relay.ts";
import type { ChannelRelay } from "./channel-relay.ts";
import type { OpenConnection } from "./rtc-opener.ts";
import { StandInChannel } from "./stand-in-channel.ts";
import { standInWrtc } from "./stand-in-connection.ts";
import type { StandInConnection } from "./stand-in-connection.ts";

/** The simple-peer that runs the connection. */
export interface RunningPeer {
  /** The other side's id as the tracker told it, in hex; set before `connect`. */
  readonly id?: string;
  readonly remoteAddress: string | undefined;
  destroy(): void;
}

export interface Connection {
  /** simple-peer's `wrtc` option. */
  readonly wrtc: object;
  /** Somebody is at the other side: false for an offer that nobody has answered. */
  readonly hasPeer: boolean;
  /** Once, as soon as the peer exists. */
  attach(peer: RunningPeer): void;
  /** The offer or answer is ready. */
  signalled(): void;
  /** ICE and channel are up. */
  connected(): void;
  receive(message: HostMessage): void;
  /** Closes at once; further calls do nothing. */
  close(): void;
}

export interface ConnectionOptions {
  readonly connectionId: ConnectionId;
  readonly initiator: boolean;
  /** Undefined when there is no budget: the connection then fails before it begins. */
  readonly share: BudgetShare | undefined;
  readonly open: OpenConnection;
  readonly limits: Pick<Limits, "connectTimeout" | "iceGathering" | "bufferedLow">;
  /** False forces the relay. */
  readonly transferChannels: boolean;
  /** Throws `DataCloneError` when a channel cannot be transferred, and whatever a lane without an end throws. */
  readonly post: (message: PageMessage, transfer?: Transferable[]) => void;
  readonly onClose: () => void;
}

export function createConnection(options: ConnectionOptions): Connection {
  const { connectionId, initiator, share, limits } = options;
  let peer: RunningPeer | undefined;
  let real: StandInConnection | undefined;
  let channel: StandInChannel | undefined;
  let relay: ChannelRelay | undefined;
  let closed = false;

  const connectDeadline = setTimeout(close, limits.connectTimeout);
  const gatheringDeadline = setTimeout(() => {
    if (real?.endGathering() !== true) close();
  }, limits.iceGathering);

  function open(config: RTCConfiguration): RTCPeerConnection {
    if (share === undefined || closed) throw new Error("no room for another connection");
    return options.open(config);
  }

  /** Must hand the channel over in this very task, and must not throw into simple-peer's constructor. */
  function adopt(realChannel: RTCDataChannel): StandInChannel {
    channel = new StandInChannel(realChannel.label);
    const opened = { type: "connection/opened", connectionId, initiator } as const;
    if (!transfer({ ...opened, channel: realChannel })) {
      tell(opened);
      relay = startRelay(realChannel, channel);
    }
    return channel;
  }

  function transfer(opened: PageMessage & { type: "connection/opened" }): boolean {
    if (!options.transferChannels) return false;
    try {
      options.post(opened, [opened.channel as Transferable]);
      return true;
    } catch {
      return false;
    }
  }

  function startRelay(realChannel: RTCDataChannel, standIn: StandInChannel): ChannelRelay {
    // simple-peer sets its handlers when `adopt` has returned.
    if (realChannel.readyState === "open") queueMicrotask(() => standIn.opened());
    return createChannelRelay(realChannel, {
      connectionId,
      post: tell,
      bufferedLow: limits.bufferedLow,
      onOpen: () => standIn.opened(),
      onClose: close,
    });
  }

  function tell(message: PageMessage, transferred?: Transferable[]): void {
    try {
      options.post(message, transferred);
    } catch {
      // The lane has no end any more: the hub is about to be closed or suspended.
    }
  }

  function close(): void {
    if (closed) return;
    closed = true;
    clearTimeout(connectDeadline);
    clearTimeout(gatheringDeadline);
    relay?.stop();
    real?.close();
    if (channel !== undefined) tell({ type: "connection/closed", connectionId });
    share?.release();
    options.onClose();
    peer?.destroy();
  }

  return {
    wrtc: standInWrtc({ open, adopt, onCreate: (created) => (real = created) }),
    get hasPeer() {
      return peer?.id !== undefined;
    },
    attach(running) {
      peer = running;
      if (closed) running.destroy();
    },
    signalled: () => clearTimeout(gatheringDeadline),
    connected() {
      if (closed || peer?.id === undefined) {
        close();
        return;
      }
      clearTimeout(connectDeadline);
      share?.connected();
      tell({
        type: "connection/admit",
        connectionId,
        peerId: peer.id as PeerId,
        remoteAddress: peer.remoteAddress ?? "",
      });
    },
    receive(message) {
      if (message.type === "channel/open") channel?.opened();
      else if (message.type === "relay/send") relay?.send(message.frame);
      else if (endings.has(message.type)) close();
    },
    close,
  };
}

const endings: ReadonlySet<HostMessage["type"]> = new Set([
  "channel/closed",
  "relay/close",
  "connection/drop",
]);
