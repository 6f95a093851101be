import type { ConnectionId, PageMessage } from "@swarmlane/contract";
import { expect, test, vi } from "vitest";
import { createChannelRelay } from "./channel-relay.ts";

const connectionId = 1 as ConnectionId;

/** Accepts `room` bytes, then throws like a browser whose queue is full. */
class FakeChannel {
  readyState: RTCDataChannelState = "open";
  binaryType = "blob";
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  room = Infinity;
  failure: Error = new DOMException("full", "OperationError");
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onbufferedamountlow: (() => void) | null = null;
  onclose: (() => void) | null = null;

  send(frame: ArrayBuffer): void {
    if (frame.byteLength > this.room) throw this.failure;
    this.room -= frame.byteLength;
    this.bufferedAmount += frame.byteLength;
  }
}

function open(channel = new FakeChannel()) {
  const posted: PageMessage[] = [];
  const [onOpen, onClose] = [vi.fn(), vi.fn()];
  const relay = createChannelRelay(channel as unknown as RTCDataChannel, {
    connectionId,
    post: (message, transfer) =>
      posted.push(structuredClone(message, { transfer: transfer ?? [] })),
    bufferedLow: 128,
    onOpen,
    onClose,
  });
  return { channel, relay, posted, onOpen, onClose };
}

const buffered = (bufferedAmount: number, taken: number) => ({
  type: "relay/buffered",
  connectionId,
  bufferedAmount,
  taken,
});

test("a frame is transferred to the worker, and text as UTF-8", () => {
  const { channel, posted } = open();
  const frame = new Uint8Array([1, 2, 3]).buffer;
  channel.onmessage?.({ data: frame });
  channel.onmessage?.({ data: "é" });
  expect(frame.byteLength).toBe(0);
  expect(posted).toEqual([
    { type: "relay/frame", connectionId, frame: new Uint8Array([1, 2, 3]).buffer },
    { type: "relay/frame", connectionId, frame: new Uint8Array([0xc3, 0xa9]).buffer },
  ]);
});

test("each send reports the fill of the queue and the total that was taken", () => {
  const { relay, posted, channel } = open();
  relay.send(new ArrayBuffer(10));
  relay.send(new ArrayBuffer(5));
  expect(posted).toEqual([buffered(10, 10), buffered(15, 15)]);
  expect(channel.bufferedAmountLowThreshold).toBe(128);
});

test("a full queue keeps the frames, in order, until there is room", () => {
  const { relay, channel, posted, onClose } = open();
  channel.room = 10;
  relay.send(new ArrayBuffer(10));
  relay.send(new ArrayBuffer(7));
  relay.send(new ArrayBuffer(3));
  expect(posted.at(-1)).toEqual(buffered(10, 10));
  channel.room = 100;
  channel.bufferedAmount = 0;
  channel.onbufferedamountlow?.();
  expect(posted.at(-1)).toEqual(buffered(10, 20));
  expect(onClose).not.toHaveBeenCalled();
});

test("frames that come before the channel opens are sent when it does", () => {
  const channel = new FakeChannel();
  channel.readyState = "connecting";
  const { relay, posted, onOpen } = open(channel);
  relay.send(new ArrayBuffer(4));
  expect(channel.bufferedAmount).toBe(0);
  channel.readyState = "open";
  channel.onopen?.();
  expect(onOpen).toHaveBeenCalledOnce();
  expect(posted.at(-1)).toEqual(buffered(4, 4));
});

test("a frame that can never be sent ends the connection", () => {
  const { relay, channel, onClose } = open();
  channel.room = 0;
  channel.failure = new TypeError("too large");
  relay.send(new ArrayBuffer(1));
  expect(onClose).toHaveBeenCalledOnce();
});

test("the end is reported once, and nothing is relayed after it", () => {
  const { relay, channel, posted, onClose } = open();
  const { onclose } = channel;
  onclose?.();
  onclose?.();
  relay.send(new ArrayBuffer(1));
  expect(onClose).toHaveBeenCalledOnce();
  expect(channel.onmessage).toBeNull();
  expect(posted).toEqual([]);
});

test("stopping is not reported", () => {
  const { relay, channel, onClose } = open();
  const { onclose } = channel;
  relay.stop();
  onclose?.();
  expect(onClose).not.toHaveBeenCalled();
});
