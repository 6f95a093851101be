import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { defaultLimits } from "@swarmlane/contract";
import { createRtcChannel } from "./rtc-channel.adapter.ts";

/** As a browser's: what was received before `close` is dispatched after it, too. */
class FakeRtcChannel extends EventTarget {
  readyState = "open";
  binaryType = "blob";
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  close(): void {
    this.readyState = "closing";
  }
  send(): void {
    if (this.readyState !== "open") throw new DOMException("not open", "InvalidStateError");
  }
  deliver(frame: ArrayBuffer): void {
    this.dispatchEvent(new MessageEvent("message", { data: frame }));
  }
}

const events = ["message", "bufferedamountlow", "open", "close"];

function setup() {
  const real = new FakeRtcChannel();
  const told: string[] = [];
  const channel = createRtcChannel(real as unknown as RTCDataChannel, defaultLimits, {
    onOpen: () => told.push("open"),
    onClosed: () => told.push("closed"),
  });
  channel.listen({
    onFrame: () => told.push("frame"),
    onBufferedLow: () => told.push("low"),
    onClose: () => told.push("close"),
  });
  const listeners = () => events.flatMap((type) => getEventListeners(real, type));
  return { real, channel, told, listeners };
}

test("a flood that goes on after a close reaches nobody: its listeners are gone at once", () => {
  const { real, channel, told, listeners } = setup();
  real.deliver(new ArrayBuffer(1));
  expect(listeners()).toHaveLength(events.length);
  channel.close();
  expect(listeners()).toEqual([]);
  for (let n = 0; n < 1000; n += 1) real.deliver(new ArrayBuffer(1));
  for (const type of events) real.dispatchEvent(new Event(type));
  expect(told).toEqual(["frame", "closed", "close"]);
});

test("a frame whose handling closes the channel is the last, whatever is in flight", () => {
  const { real, channel, told } = setup();
  channel.listen({
    onFrame() {
      told.push("frame");
      channel.close();
    },
    onBufferedLow: () => told.push("low"),
    onClose: () => told.push("close"),
  });
  real.deliver(new ArrayBuffer(1));
  real.deliver(new ArrayBuffer(1));
  expect(told).toEqual(["frame", "closed", "close"]);
});

test("a channel that the other side closed has no listeners either", () => {
  const { real, told, listeners } = setup();
  real.dispatchEvent(new Event("close"));
  expect(listeners()).toEqual([]);
  real.deliver(new ArrayBuffer(1));
  expect(told).toEqual(["closed", "close"]);
});

test("a close before the channel has opened tells nobody that it opened", async () => {
  const { real, channel, told } = setup();
  channel.close();
  await Promise.resolve();
  real.dispatchEvent(new Event("open"));
  expect(told).toEqual(["closed", "close"]);
});

test("nothing is sent through a channel that was closed", () => {
  const { channel } = setup();
  channel.close();
  expect(() => channel.send(new Uint8Array(1))).toThrow(
    expect.objectContaining({ code: "P2P_CLOSED" }),
  );
});
