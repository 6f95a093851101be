/**
 * A data channel that stayed on the page. Its frames are transferred over the lane. After `onClose` it calls no listener.
 */
import {
  LoaderError,
  type ConnectionId,
  type HostMessage,
  type Limits,
  type PeerChannel,
  type PeerChannelListener,
} from "@swarmlane/contract";

export interface RelayChannel extends PeerChannel {
  /** From `relay/frame`. Takes ownership. */
  receive(frame: ArrayBuffer): void;
  /** From `relay/buffered`: the `bufferedAmount` of the real channel, and the total of bytes that it has received. */
  setBuffered(bufferedAmount: number, taken: number): void;
}

/** `bufferedAmount` includes bytes that are still in transit on the lane, because the page may be busy for a long time. */
export function createRelayChannel(
  connectionId: ConnectionId,
  limits: Pick<Limits, "bufferedHigh" | "bufferedLow">,
  post: (message: HostMessage) => void,
): RelayChannel {
  let listener: PeerChannelListener | undefined;
  let isClosed = false;
  let sent = 0;
  let taken = 0;
  let buffered = 0;
  let isRefused = false;

  const fill = (): number => sent - taken + buffered;

  return {
    get bufferedAmount() {
      return fill();
    },
    send(frame) {
      if (isClosed) throw new LoaderError("P2P_CLOSED", "the channel is closed");
      isRefused = fill() >= limits.bufferedHigh;
      if (isRefused) return false;
      sent += frame.byteLength;
      post({ type: "relay/send", connectionId, frame: new Uint8Array(frame).buffer });
      return true;
    },
    listen(given) {
      listener = given;
    },
    receive(frame) {
      if (!isClosed) listener?.onFrame(new Uint8Array(frame));
    },
    setBuffered(bufferedAmount, takenBytes) {
      if (isClosed) return;
      const before = fill();
      buffered = bufferedAmount;
      taken = Math.min(takenBytes, sent);
      const hasFallen = before > limits.bufferedLow || isRefused;
      if (!hasFallen || fill() > limits.bufferedLow) return;
      isRefused = false;
      listener?.onBufferedLow();
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      post({ type: "relay/close", connectionId });
      listener?.onClose();
    },
  };
}
