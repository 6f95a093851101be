/** A transferred RTCDataChannel as the engine sees it. Worker (or page). After `onClose` it calls nobody. */
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

/** Call it in the task that received the channel: a later one may have missed frames. */
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
  // a channel may have opened on its way here
  if (channel.readyState === "open") queueMicrotask(settleOpen);

  return {
    get bufferedAmount() {
      return channel.bufferedAmount;
    },
    send(frame) {
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
      listener = given;
    },
    close() {
      channel.close();
      settleClosed();
    },
  };
}

/** False when the platform's queue is full (T12): the channel survives that. */
function refusal(error: unknown): false {
  const { name, message } = error as DOMException;
  if (name === "OperationError") return false;
  if (name === "TypeError") throw new LoaderError("P2P_LIMIT_EXCEEDED", message);
  throw new LoaderError("P2P_CLOSED", message);
}
