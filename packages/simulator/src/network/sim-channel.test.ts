import { defaultLimits } from "@swarmlane/contract";
import { expect, test } from "vitest";
import { createEventClock } from "../clock/event-clock.ts";
import { createNetwork } from "./network.ts";
import { createSimChannel } from "./sim-channel.ts";

function pair(scale = 1) {
  const clock = createEventClock();
  const network = createNetwork({ clock, seed: "test", blockedPairs: 0 });
  const access = { up: 100, down: 100, latency: 5, loss: 0 };
  const [a, b] = [network.addHost("a", access), network.addHost("b", access)];
  const sent: [bytes: number, kind: string][] = [];
  const closed: string[] = [];
  const [one, other] = ["a", "b"].map((name) =>
    createSimChannel({
      clock,
      scale,
      bufferedLow: defaultLimits.bufferedLow,
      onSent: (bytes, kind) => sent.push([bytes, kind]),
      onClosed: () => closed.push(name),
    }),
  );
  if (one === undefined || other === undefined) throw new Error("no channels");
  const connect = (): void => {
    one.connect(network.open(a, b), other, 10);
    other.connect(network.open(b, a), one, 10);
  };
  return { clock, one, other, connect, sent, closed };
}

const command = new TextEncoder().encode('{"c":0}');

test("frames arrive in order and unchanged, those too that were sent before the connection was up", async () => {
  const { clock, one, other, connect } = pair();
  const received: number[][] = [];
  other.listen({
    onFrame: (frame) => received.push([...frame]),
    onBufferedLow: () => undefined,
    onClose: () => undefined,
  });
  const scratch = new Uint8Array([1, 2, 3]);
  one.send(scratch);
  scratch.fill(9);
  connect();
  one.send(new Uint8Array([1, 4]));
  await clock.run(1000);
  expect(received).toEqual([
    [1, 2, 3],
    [1, 4],
  ]);
  expect(one.bufferedAmount).toBe(0);
});

test("a piece stands for more bytes on the network than a command does", async () => {
  const { clock, one, connect, sent } = pair(16);
  connect();
  one.send(new Uint8Array(1000).fill(1));
  one.send(command);
  await clock.run(1000);
  expect(sent).toEqual([
    [16_000, "piece"],
    [command.byteLength, "command"],
  ]);
});

test("closing tells both ends once, and afterwards nothing arrives", async () => {
  const { clock, one, other, connect, closed } = pair();
  connect();
  const seen: string[] = [];
  for (const [name, channel] of [["one", one] as const, ["other", other] as const]) {
    channel.listen({
      onFrame: () => seen.push(`${name} heard`),
      onBufferedLow: () => undefined,
      onClose: () => seen.push(`${name} closed`),
    });
  }
  one.send(new Uint8Array(50_000).fill(1));
  one.close();
  one.close();
  await clock.run(5000);
  expect(seen).toEqual(["one closed", "other closed"]);
  expect(closed).toEqual(["a", "b"]);
  expect(() => one.send(command)).toThrow("closed");
});
