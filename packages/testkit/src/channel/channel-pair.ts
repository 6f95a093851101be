/** Two ends of a data channel in memory, with latency, bandwidth and a queue limit. Any thread, for tests. */
import {
  type Clock,
  defaultLimits,
  LoaderError,
  type PeerChannel,
  type PeerChannelListener,
} from "@swarmlane/contract";

export interface ChannelPairOptions {
  /** Moves the frames; without one they arrive in microtasks and latency and bandwidth do not apply. */
  readonly clock?: Clock;
  /** ms, one way. */
  readonly latency?: number;
  /** Bytes per millisecond: one figure for both ways, or from a to b and from b to a. */
  readonly bandwidth?: number | readonly [fromA: number, fromB: number];
  /** Bytes that may be queued before `send` returns false. Chromium's queue holds 16 MiB. */
  readonly bufferLimit?: number;
  /** Where `onBufferedLow` is called. */
  readonly bufferedLow?: number;
}

export interface ChannelPair {
  readonly a: PeerChannel;
  readonly b: PeerChannel;
}

/** The messages from one end to the other. */
interface Wire {
  frame(frame: Uint8Array): void;
  closed(): void;
}

type Schedule = (ms: number, task: () => void) => void;

const chromiumQueue = 16 * 1024 * 1024;

export function createChannelPair(options: ChannelPairOptions = {}): ChannelPair {
  const { clock } = options;
  const schedule: Schedule =
    clock === undefined
      ? (_ms, task) => queueMicrotask(task)
      : (ms, task) => void clock.setTimeout(task, ms);
  const { bandwidth = Infinity } = options;
  const [fromA, fromB] = typeof bandwidth === "number" ? [bandwidth, bandwidth] : bandwidth;
  const a = createEnd(options, fromA, schedule, () => b.wire);
  const b = createEnd(options, fromB, schedule, () => a.wire);
  return { a: a.channel, b: b.channel };
}

function createEnd(
  options: ChannelPairOptions,
  bandwidth: number,
  schedule: Schedule,
  remote: () => Wire,
) {
  const { latency = 0, bufferLimit = chromiumQueue } = options;
  const bufferedLow = options.bufferedLow ?? defaultLimits.bufferedLow;
  /** Frames that were not handed to the network yet; the first of them is on its way out. */
  const queue: Uint8Array[] = [];
  /** Frames that came before anybody listened. */
  const early: Uint8Array[] = [];
  let listener: PeerChannelListener | undefined;
  let bufferedAmount = 0;
  let isClosed = false;

  function leaveOne(): void {
    const frame = queue[0];
    if (frame === undefined) return;
    schedule(frame.byteLength / bandwidth, () => {
      queue.shift();
      const before = bufferedAmount;
      bufferedAmount -= frame.byteLength;
      schedule(latency, () => remote().frame(frame));
      leaveOne();
      if (before > bufferedLow && bufferedAmount <= bufferedLow && !isClosed)
        listener?.onBufferedLow();
    });
  }

  function closeHere(): void {
    if (isClosed) return;
    isClosed = true;
    schedule(0, () => listener?.onClose());
  }

  /** Behind everything that is still queued, as SCTP does it. */
  function closeThere(): void {
    if (queue.length > 0) schedule(1, closeThere);
    else schedule(latency, () => remote().closed());
  }

  const wire: Wire = {
    frame(frame) {
      if (isClosed) return;
      if (listener === undefined) early.push(frame);
      else listener.onFrame(frame);
    },
    closed: closeHere,
  };

  const channel: PeerChannel = {
    get bufferedAmount() {
      return bufferedAmount;
    },
    send(frame) {
      if (isClosed) throw new LoaderError("P2P_CLOSED", "the channel is closed");
      if (bufferedAmount + frame.byteLength > bufferLimit) return false;
      // A copy, so that neither end sees what the other does to its bytes.
      queue.push(frame.slice());
      bufferedAmount += frame.byteLength;
      if (queue.length === 1) leaveOne();
      return true;
    },
    listen(next) {
      listener = next;
      for (const frame of early.splice(0)) next.onFrame(frame);
    },
    close() {
      if (isClosed) return;
      closeHere();
      closeThere();
    },
  };
  return { channel, wire };
}
