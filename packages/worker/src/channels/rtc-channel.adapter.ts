/**
 * Adapts a transferred RTCDataChannel for the engine. After `onClose` it calls no listener.
 * A closed channel continues to deliver frames from the peer until the page closes the connection. The listeners are removed at
 * once, so that such frames only cost the browser's dispatch. A channel without listeners can be garbage-collected, which ends
 * even that cost.
 */
import {
  LoaderError,
  type Limits,
  type PeerChannel,
  type PeerChannelListener,
} from "@swarmlane/contract";

/** For the stand-in that simple-peer holds. Each at most once. */
export interface RtcChannelNotices {
  onOpen(): void;
  onClosed(): void;
}

/** Call it in the task that received the channel. Otherwise frames may be lost. */
export function createRtcChannel(
  channel: RTCDataChannel,
  limits: Pick<Limits, "bufferedLow">,
  notices: RtcChannelNotices,
): PeerChannel {
  const encoder = new TextEncoder();
  const events = new AbortController();
  const { signal } = events;
  let listener: PeerChannelListener | undefined;
  /** A send was refused before the channel was open. */
  let isAwaited = false;
  let isOpen = false;

  channel.binaryType = "arraybuffer";
  channel.bufferedAmountLowThreshold = limits.bufferedLow;

  function settleOpen(): void {
    if (isOpen || signal.aborted) return;
    isOpen = true;
    notices.onOpen();
    if (isAwaited) listener?.onBufferedLow();
    isAwaited = false;
  }

  function settleClosed(): void {
    if (signal.aborted) return;
    events.abort();
    notices.onClosed();
    listener?.onClose();
    listener = undefined;
  }

  channel.addEventListener(
    "message",
    ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) listener?.onFrame(new Uint8Array(data));
      else if (typeof data === "string") listener?.onFrame(encoder.encode(data));
    },
    { signal },
  );
  channel.addEventListener("bufferedamountlow", () => listener?.onBufferedLow(), { signal });
  channel.addEventListener("open", settleOpen, { signal });
  channel.addEventListener("close", settleClosed, { signal });
  // A channel may have opened on its way here.
  if (channel.readyState === "open") queueMicrotask(settleOpen);

  return {
    get bufferedAmount() {
      return channel.bufferedAmount;
    },
    send(frame) {
      if (signal.aborted) throw new LoaderError("P2P_CLOSED", "the channel is closed");
      if (channel.readyState === "connecting") {
        isAwaited = true;
        return false;
      }
      try {
        // frames are never views of shared memory
        channel.send(frame as Uint8Array<ArrayBuffer>);
        return true;
      } catch (error) {
        return refusal(error);
      }
    },
    listen(given) {
      if (!signal.aborted) listener = given;
    },
    close() {
      channel.close();
      settleClosed();
    },
  };
}

/** Returns false if the platform's queue is full. The channel stays open, and accepts frames again when the queue is low. */
function refusal(error: unknown): false {
  const { name, message } = error as DOMException;
  if (name === "OperationError") return false;
  if (name === "TypeError") throw new LoaderError("P2P_LIMIT_EXCEEDED", message);
  throw new LoaderError("P2P_CLOSED", message);
}
