/**
 * One numbered connection: it connects simple-peer, the real RTCPeerConnection and the worker.
 * Each `connection/opened` is followed by exactly one `connection/closed`, whatever ends the connection.
 */
import type { ConnectionId, HostMessage, Limits, PageMessage, PeerId } from "@swarmlane/contract";
import type { BudgetShare } from "./connection-budget.ts";
import { certificateOf } from "./certificate.ts";
import { createChannelRelay } from "./channel-relay.ts";
import type { ChannelRelay } from "./channel-relay.ts";
import type { OpenConnection } from "./rtc-opener.ts";
import { StandInChannel } from "./stand-in-channel.ts";
import { standInWrtc } from "./stand-in-connection.ts";
import type { StandInConnection } from "./stand-in-connection.ts";

/** The simple-peer that runs the connection. */
export interface RunningPeer {
  /** The other side's id as the tracker reported it, in hex. Set before `connect`. */
  readonly id?: string;
  readonly remoteAddress: string | undefined;
  destroy(): void;
}

export interface PeerConnection {
  /** simple-peer's `wrtc` option. */
  readonly wrtc: object;
  /** False for an offer that nobody has answered. */
  readonly hasPeer: boolean;
  /** Called once, as soon as the peer exists. */
  attach(peer: RunningPeer): void;
  /** The offer or answer is ready. */
  signalled(): void;
  /** ICE and channel are up. Reports the connection to the worker, or closes it if there is no slot for it. */
  connected(): void;
  /** Closes the connection unless its offer or answer has been signalled already. */
  withdraw(): void;
  receive(message: HostMessage): void;
  /** Closes at once; further calls do nothing. */
  close(): void;
}

export interface PeerConnectionOptions {
  readonly connectionId: ConnectionId;
  readonly initiator: boolean;
  /** Undefined if the budget is exhausted: the connection then fails before it begins. */
  readonly share: BudgetShare | undefined;
  readonly open: OpenConnection;
  readonly limits: Pick<Limits, "connectTimeout" | "iceGathering" | "bufferedLow">;
  /** False forces the relay. */
  readonly transferChannels: boolean;
  /** Throws `DataCloneError` if a channel cannot be transferred, and any error if the lane is closed. */
  readonly post: (message: PageMessage, transfer?: Transferable[]) => void;
  readonly onClose: () => void;
}

export function createPeerConnection(options: PeerConnectionOptions): PeerConnection {
  const { connectionId, initiator, share, limits } = options;
  let peer: RunningPeer | undefined;
  let real: StandInConnection | undefined;
  let channel: StandInChannel | undefined;
  let relay: ChannelRelay | undefined;
  let isSignalled = false;
  let closed = false;

  const connectDeadline = setTimeout(close, limits.connectTimeout);
  const gatheringDeadline = setTimeout(() => {
    if (real?.endGathering() !== true) close();
  }, limits.iceGathering);

  function open(config: RTCConfiguration): RTCPeerConnection {
    if (share === undefined || closed) throw new Error("The connection budget is exhausted.");
    return options.open(config);
  }

  /** Must transfer the channel in this task: later it cannot be. Must not throw into simple-peer's constructor. */
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
    // simple-peer sets its handlers after `adopt` has returned.
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
      // The lane is closed, and the hub is about to be closed or suspended.
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
    signalled() {
      isSignalled = true;
      clearTimeout(gatheringDeadline);
    },
    connected() {
      if (closed || peer?.id === undefined || share?.connected() !== true) {
        close();
        return;
      }
      clearTimeout(connectDeadline);
      tell({
        type: "connection/admit",
        connectionId,
        peerId: peer.id as PeerId,
        remoteAddress: peer.remoteAddress ?? "",
        certificate: certificateOf(real?.remoteDescription?.sdp ?? ""),
      });
    },
    withdraw() {
      if (!isSignalled) close();
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
