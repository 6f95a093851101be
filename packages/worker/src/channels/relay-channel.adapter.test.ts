import { expect, test } from "vitest";
import { defaultLimits, type ConnectionId, type HostMessage } from "@swarmlane/contract";
import { createChannelPair, peerChannelSuite, type ChannelPair } from "@swarmlane/testkit";
import { createRelayChannel } from "./relay-channel.adapter.ts";
import { relayOver } from "./relay-page.fake.ts";

const connectionId = 1 as ConnectionId;
const { bufferedHigh, bufferedLow } = defaultLimits;

function makePair(): ChannelPair {
  const { a, b } = createChannelPair();
  return { a: relayOver(a), b: relayOver(b) };
}

peerChannelSuite("a relayed channel", makePair);

function setup() {
  const posted: HostMessage[] = [];
  const channel = createRelayChannel(connectionId, defaultLimits, (message) =>
    posted.push(message),
  );
  const told: string[] = [];
  channel.listen({
    onFrame: () => told.push("frame"),
    onBufferedLow: () => told.push("low"),
    onClose: () => told.push("close"),
  });
  return { channel, posted, told };
}

test("bytes under way to a busy page count as buffered", () => {
  const { channel } = setup();
  channel.send(new Uint8Array(1000));
  channel.send(new Uint8Array(1000));
  channel.setBuffered(900, 1000);
  expect(channel.bufferedAmount).toBe(1900);
  channel.setBuffered(0, 2000);
  expect(channel.bufferedAmount).toBe(0);
});

test("it is low once each time the fill has fallen", () => {
  const { channel, told } = setup();
  channel.send(new Uint8Array(bufferedLow + 1));
  channel.setBuffered(bufferedLow + 1, bufferedLow + 1);
  expect(told).toEqual([]);
  channel.setBuffered(bufferedLow, bufferedLow + 1);
  channel.setBuffered(0, bufferedLow + 1);
  expect(told).toEqual(["low"]);
});

test("a full channel refuses and takes again when told", () => {
  const { channel, posted, told } = setup();
  channel.send(new Uint8Array(bufferedHigh));
  expect(channel.send(new Uint8Array(1))).toBe(false);
  expect(posted).toHaveLength(1);
  channel.setBuffered(0, bufferedHigh);
  expect(told).toEqual(["low"]);
  expect(channel.send(new Uint8Array(1))).toBe(true);
});

test("nothing is told after a close", () => {
  const { channel, told } = setup();
  channel.close();
  channel.receive(new ArrayBuffer(1));
  channel.setBuffered(0, 0);
  expect(told).toEqual(["close"]);
});
