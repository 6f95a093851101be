import { afterEach, expect, test } from "vitest";
import { defaultLimits, type PeerChannel } from "@swarmlane/contract";
import { peerChannelSuite, type ChannelPair } from "@swarmlane/testkit";
import { relayOver } from "./relay-page.fake.ts";
import { createRtcChannel } from "./rtc-channel.adapter.ts";
import { connectRtc, type ChannelEnds, type RtcConnection } from "./rtc-connection.fake.ts";

const connections: RtcConnection[] = [];
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
});

type Adopt = (channel: RTCDataChannel) => RTCDataChannel | Promise<RTCDataChannel>;

/** Both ends adopted (transferred, say) at their creation, and open. */
async function makePair(adopt: Adopt): Promise<ChannelPair> {
  const ends: Partial<Record<keyof ChannelEnds, Promise<PeerChannel>>> = {};
  const connection = await connectRtc((channel, end) => {
    ends[end] = openChannel(adopt(channel));
  });
  connections.push(connection);
  const [a, b] = await Promise.all([ends.near, ends.far]);
  if (a === undefined || b === undefined) throw new Error("an end is missing");
  return { a, b };
}

async function openChannel(adopted: ReturnType<Adopt>): Promise<PeerChannel> {
  const channel = adopted instanceof Promise ? await adopted : adopted;
  return new Promise((resolve) => {
    const adapter = createRtcChannel(channel, defaultLimits, {
      onOpen: () => resolve(adapter),
      onClosed: () => undefined,
    });
  });
}

const stay: Adopt = (channel) => channel;

const transferOverPort: Adopt = (channel) => {
  const { port1, port2 } = new MessageChannel();
  const arrived = new Promise<RTCDataChannel>((resolve) => {
    port2.onmessage = ({ data }: MessageEvent<RTCDataChannel>) => resolve(data);
  });
  port1.postMessage(channel, [channel]);
  return arrived;
};

peerChannelSuite("an RTCDataChannel", () => makePair(stay));
peerChannelSuite("an RTCDataChannel that went through a port", () => makePair(transferOverPort));

peerChannelSuite("a relayed RTCDataChannel", async () => {
  const { a, b } = await makePair(stay);
  return { a: relayOver(a), b: relayOver(b) };
});

test("a text message is a frame of its UTF-8 bytes", async () => {
  const channels: RTCDataChannel[] = [];
  const { a } = await makePair((channel) => {
    channels.push(channel);
    return channel;
  });
  const frame = new Promise<Uint8Array>((resolve) => {
    a.listen({ onFrame: resolve, onBufferedLow: () => undefined, onClose: () => undefined });
  });
  channels[1]?.send('{"c":1,"i":"ключ"}');
  expect(new TextDecoder().decode(await frame)).toBe('{"c":1,"i":"ключ"}');
});

test("a send before the channel is open is refused, and asked for when it is", async () => {
  const asked: boolean[] = [];
  const connection = await connectRtc((channel, end) => {
    if (end === "far") return;
    const adapter = createRtcChannel(channel, defaultLimits, {
      onOpen: () => undefined,
      onClosed: () => undefined,
    });
    adapter.listen({
      onFrame: () => undefined,
      onBufferedLow: () => asked.push(adapter.send(new Uint8Array(1))),
      onClose: () => undefined,
    });
    asked.push(adapter.send(new Uint8Array(1)));
  });
  connections.push(connection);
  await expect.poll(() => asked).toEqual([false, true]);
});

test("a frame larger than any message is an error of its own", async () => {
  const { a } = await makePair(stay);
  expect(() => a.send(new Uint8Array(1024 * 1024))).toThrow(
    expect.objectContaining({ code: "P2P_LIMIT_EXCEEDED" }),
  );
  expect(a.send(new Uint8Array(1))).toBe(true);
});
