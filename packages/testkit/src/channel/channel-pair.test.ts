import { expect, test } from "vitest";
import { createChannelPair } from "./channel-pair.ts";
import { createSimulatedClock } from "../clock/index.ts";
import { peerChannelSuite } from "./peer-channel.suite.ts";

peerChannelSuite("the channel pair in memory", () => createChannelPair());

test("a frame takes its share of the bandwidth, and then the latency", async () => {
  const clock = createSimulatedClock(0);
  const { a, b } = createChannelPair({ clock, latency: 30, bandwidth: 10 });
  const arrivals: number[] = [];
  b.listen({
    onFrame: () => arrivals.push(clock.now()),
    onBufferedLow: () => undefined,
    onClose: () => undefined,
  });
  a.send(new Uint8Array(100));
  a.send(new Uint8Array(200));
  await clock.advance(5);
  expect(a.bufferedAmount).toBe(300);
  await clock.advance(100);
  expect(arrivals).toEqual([40, 60]);
  expect(a.bufferedAmount).toBe(0);
});

test("frames that came before anybody listened are not lost", async () => {
  const { a, b } = createChannelPair();
  a.send(Uint8Array.of(1));
  await Promise.resolve();
  await Promise.resolve();
  const received: Uint8Array[] = [];
  b.listen({
    onFrame: (frame) => received.push(frame),
    onBufferedLow: () => undefined,
    onClose: () => undefined,
  });
  expect(received).toEqual([Uint8Array.of(1)]);
});
