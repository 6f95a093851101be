import { expect, test } from "vitest";
import { createEventClock } from "../clock/event-clock.ts";
import { createNetwork } from "./network.ts";

const KiB = 1024;
const access = { up: 100, down: 1000, latency: 10, loss: 0 };

function open(blockedPairs = 0) {
  const clock = createEventClock();
  const network = createNetwork({ clock, seed: "test", blockedPairs });
  return { clock, network };
}

test("a frame takes its time on the uplink, the way and the downlink", async () => {
  const { clock, network } = open();
  const [a, b] = [network.addHost("a", access), network.addHost("b", access)];
  const times: Record<string, number> = {};
  network.open(a, b).send(
    10_000,
    () => (times["left"] = clock.now()),
    () => (times["arrived"] = clock.now()),
  );
  await clock.run(1000);
  expect(times).toEqual({ left: 100, arrived: 100 + 20 + 10 });
});

test("flows share an uplink evenly, however much each has to send", async () => {
  const { clock, network } = open();
  const a = network.addHost("a", access);
  const arrived = [0, 0];
  for (const [index, frames] of [40, 400].entries()) {
    const flow = network.open(a, network.addHost(`to ${index}`, access));
    for (let n = 0; n < frames; n += 1) {
      flow.send(
        10 * KiB,
        () => undefined,
        () => (arrived[index] = (arrived[index] ?? 0) + 1),
      );
    }
  }
  await clock.run(6000);
  const [few = 0, many = 0] = arrived;
  expect(few).toBeGreaterThan(25);
  expect(Math.abs(few - many)).toBeLessThanOrEqual(2);
});

test("senders share a downlink: together they are as fast as it is", async () => {
  const { clock, network } = open();
  const slow = network.addHost("slow", { ...access, down: 50 });
  let bytes = 0;
  for (let n = 0; n < 4; n += 1) {
    const flow = network.open(network.addHost(`from ${n}`, access), slow);
    for (let frame = 0; frame < 50; frame += 1) {
      flow.send(
        10 * KiB,
        () => undefined,
        () => (bytes += 10 * KiB),
      );
    }
  }
  await clock.run(10_000);
  expect(bytes / 10_000).toBeGreaterThan(45);
  expect(bytes / 10_000).toBeLessThanOrEqual(50);
});

test("loss limits how fast one flow may be, and not how fast the link is", async () => {
  const { clock, network } = open();
  const lossy = { up: 10_000, down: 10_000, latency: 25, loss: 0.001 };
  const a = network.addHost("a", lossy);
  const received = [0, 0];
  for (const index of [0, 1]) {
    const flow = network.open(a, network.addHost(`to ${index}`, lossy));
    for (let n = 0; n < 1000; n += 1) {
      flow.send(
        8 * KiB,
        () => undefined,
        () => (received[index] = (received[index] ?? 0) + 8 * KiB),
      );
    }
  }
  await clock.run(5000);
  // Mathis et al.: 1.22 × 1200 bytes / √0.002 in each round trip of 100 ms is 327 bytes per millisecond.
  for (const bytes of received) {
    expect(bytes / 5000).toBeGreaterThan(200);
    expect(bytes / 5000).toBeLessThan(340);
  }
});

test("a command overtakes the bulk of other flows, and nothing of its own", async () => {
  const { clock, network } = open();
  const [a, b, c] = ["a", "b", "c"].map((name) => network.addHost(name, access));
  if (a === undefined || b === undefined || c === undefined) throw new Error("no hosts");
  const seen: string[] = [];
  const send = (flow: ReturnType<typeof network.open>, bytes: number, name: string): void =>
    flow.send(
      bytes,
      () => undefined,
      () => seen.push(name),
    );
  const bulk = network.open(a, b);
  for (const n of [1, 2, 3]) send(bulk, 64 * KiB, `bulk ${n}`);
  send(bulk, 100, "its command");
  send(network.open(a, c), 100, "other command");
  await clock.run(10_000);
  expect(seen).toEqual(["other command", "bulk 1", "bulk 2", "bulk 3", "its command"]);
});

test("what waits when a flow is closed never leaves", async () => {
  const { clock, network } = open();
  const [a, b] = [network.addHost("a", access), network.addHost("b", access)];
  const flow = network.open(a, b);
  let arrived = 0;
  for (let n = 0; n < 10; n += 1) {
    flow.send(
      10 * KiB,
      () => undefined,
      () => (arrived += 1),
    );
  }
  clock.setTimeout(() => flow.close(true), 350);
  await clock.run(10_000);
  // Three left, and of those the last was still on its way; the fourth was leaving.
  expect(arrived).toBeLessThan(4);
  expect(a.pipe.sent).toBeLessThanOrEqual(4 * 10 * KiB);
});

test("the wanted share of pairs cannot connect, from either side", () => {
  const { network } = open(0.3);
  const hosts = Array.from({ length: 60 }, (_, n) => network.addHost(`viewer ${n}`, access));
  let [pairs, blocked] = [0, 0];
  for (const [index, one] of hosts.entries()) {
    for (const other of hosts.slice(index + 1)) {
      const can = network.canConnect(one, other);
      expect(network.canConnect(other, one)).toBe(can);
      pairs += 1;
      if (!can) blocked += 1;
    }
  }
  expect(blocked / pairs).toBeGreaterThan(0.27);
  expect(blocked / pairs).toBeLessThan(0.33);
});
