/** Relays frames between the worker and a channel that could not be transferred. */
import type { ConnectionId, PageMessage } from "@swarmlane/contract";

export interface ChannelRelay {
  /** Takes ownership of `frame`. Keeps it while the channel's queue is full. */
  send(frame: ArrayBuffer): void;
  /** Stops relaying without calling `onClose`. */
  stop(): void;
}

export interface ChannelRelayOptions {
  readonly connectionId: ConnectionId;
  readonly post: (message: PageMessage, transfer?: Transferable[]) => void;
  /** The worker is told that there is room again once this many bytes are left in the queue. */
  readonly bufferedLow: number;
  readonly onOpen: () => void;
  /** Called once, if the peer closed the channel or the channel can no longer send. */
  readonly onClose: () => void;
}

export function createChannelRelay(
  channel: RTCDataChannel,
  { connectionId, post, bufferedLow, onOpen, onClose }: ChannelRelayOptions,
): ChannelRelay {
  const waiting: ArrayBuffer[] = [];
  let taken = 0;
  let stopped = false;

  /** Sends as much as the channel accepts. A full queue (`OperationError`) does not end the connection. */
  function flush(): void {
    try {
      for (let frame = waiting[0]; frame !== undefined && isOpen(); frame = waiting[0]) {
        channel.send(frame);
        taken += frame.byteLength;
        waiting.shift();
      }
    } catch (error) {
      if (!isQueueFull(error)) {
        close();
        return;
      }
    }
    // `taken` excludes the frames that wait here, so the worker counts them as in flight.
    post({ type: "relay/buffered", connectionId, bufferedAmount: channel.bufferedAmount, taken });
  }

  function close(): void {
    if (stopped) return;
    stop();
    onClose();
  }

  function stop(): void {
    stopped = true;
    waiting.length = 0;
    channel.onopen = channel.onmessage = channel.onbufferedamountlow = channel.onclose = null;
  }

  const isOpen = () => channel.readyState === "open";

  channel.binaryType = "arraybuffer";
  channel.bufferedAmountLowThreshold = bufferedLow;
  channel.onopen = () => {
    onOpen();
    if (waiting.length > 0) flush();
  };
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const frame = toBuffer(data);
    if (frame !== undefined) post({ type: "relay/frame", connectionId, frame }, [frame]);
  };
  channel.onbufferedamountlow = flush;
  channel.onclose = close;

  return {
    send(frame) {
      if (stopped) return;
      waiting.push(frame);
      flush();
    },
    stop,
  };
}

function isQueueFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "OperationError";
}

function toBuffer(data: unknown): ArrayBuffer | undefined {
  if (typeof data === "string") return new TextEncoder().encode(data).buffer;
  return data instanceof ArrayBuffer ? data : undefined;
}
