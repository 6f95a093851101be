/** A data channel between two simulated viewers, as the engine's port. Pieces of segments are scaled, commands are not. */
import { LoaderError, type PeerChannel, type PeerChannelListener } from "@swarmlane/contract";
import type { EventClock } from "../clock/event-clock.ts";
import type { Flow } from "./pipe.ts";

export interface SimChannel extends PeerChannel {
  /** The connection is up: frames reach the other end from now on. */
  connect(flow: Flow, other: SimChannel, latency: number): void;
  /** From the other end. */
  deliver(frame: Uint8Array): void;
  /** The other end closed, or the connection broke. */
  break(): void;
}

export interface SimChannelOptions {
  readonly clock: EventClock;
  /** How many bytes on the network one byte of a piece stands for. */
  readonly scale: number;
  readonly bufferedLow: number;
  /** Bytes on the network of a frame that left: of a piece, or of a command. */
  readonly onSent: (bytes: number, kind: "piece" | "command") => void;
  /** Whoever closed it; in a task of its own. */
  readonly onClosed: () => void;
}

/** Commands and maps are JSON objects. Simulated pieces of 0.6 peers begin with a zero, ours with their kind. */
const jsonStart = 0x7b;

export function createSimChannel(options: SimChannelOptions): SimChannel {
  const { clock, scale, bufferedLow, onSent, onClosed } = options;
  let link:
    { readonly flow: Flow; readonly other: SimChannel; readonly latency: number } | undefined;
  /** Written before the connection was up. */
  let early: Uint8Array[] = [];
  /** Arrived before anybody listened. */
  let unheard: Uint8Array[] = [];
  let listener: PeerChannelListener | undefined;
  let bufferedAmount = 0;
  let isClosed = false;

  function transmit(frame: Uint8Array): void {
    if (link === undefined) {
      early.push(frame);
      return;
    }
    const { flow, other } = link;
    const isPiece = frame[0] !== jsonStart;
    const bytes = frame.byteLength * (isPiece ? scale : 1);
    flow.send(
      bytes,
      () => {
        const before = bufferedAmount;
        bufferedAmount -= frame.byteLength;
        onSent(bytes, isPiece ? "piece" : "command");
        if (before <= bufferedLow || bufferedAmount > bufferedLow || isClosed) return;
        clock.settleNext();
        listener?.onBufferedLow();
      },
      () => other.deliver(frame),
    );
  }

  function closeHere(): void {
    if (isClosed) return;
    isClosed = true;
    link?.flow.close(true);
    clock.setTimeout(() => {
      listener?.onClose();
      onClosed();
    }, 0);
  }

  return {
    get bufferedAmount() {
      return bufferedAmount;
    },
    send(frame) {
      if (isClosed) throw new LoaderError("P2P_CLOSED", "the channel is closed");
      bufferedAmount += frame.byteLength;
      // The caller uses its buffer again.
      transmit(frame.slice());
      return true;
    },
    listen(next) {
      listener = next;
      for (const frame of unheard) next.onFrame(frame);
      unheard = [];
    },
    close() {
      if (isClosed) return;
      const { other, latency } = link ?? {};
      closeHere();
      if (other !== undefined) clock.setTimeout(() => other.break(), latency ?? 0);
    },
    connect(flow, other, latency) {
      link = { flow, other, latency };
      const waiting = early;
      early = [];
      waiting.forEach(transmit);
    },
    deliver(frame) {
      if (isClosed) return;
      clock.settleNext();
      if (listener === undefined) unheard.push(frame);
      else listener.onFrame(frame);
    },
    break: closeHere,
  };
}
