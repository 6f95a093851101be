import { expect, test } from "vitest";
import type { HostBatch, HostMessage, PeerId } from "@swarmlane/contract";
import { createOutbox } from "./outbox.ts";

const peer = "aa" as PeerId;
const http = (bytes: number): HostMessage => ({ type: "bytes/downloaded", method: "http", bytes });
const p2p = (bytes: number): HostMessage => ({
  type: "bytes/downloaded",
  method: "p2p",
  bytes,
  peerId: peer,
});
const up = (bytes: number): HostMessage => ({ type: "bytes/uploaded", bytes, peerId: peer });
const other: HostMessage = { type: "peer/closed", peerId: peer };

function setup() {
  const batches: HostBatch[] = [];
  const transfers: Transferable[][] = [];
  const outbox = createOutbox((batch, transfer) => {
    batches.push(batch);
    transfers.push(transfer);
  });
  return { outbox, batches, transfers };
}

test("what is said within a task leaves as one batch, with all its transfers", async () => {
  const { outbox, batches, transfers } = setup();
  const [first, second] = [new ArrayBuffer(1), new ArrayBuffer(2)];
  outbox.push(other, [first]);
  outbox.push(other, [second]);
  expect(batches).toEqual([]);
  await Promise.resolve();
  expect(batches).toEqual([[other, other]]);
  expect(transfers).toEqual([[first, second]]);
});

test("an end flushes at once, and what follows is another batch", async () => {
  const { outbox, batches } = setup();
  outbox.push(http(1));
  outbox.end({ type: "control", message: "reply" });
  outbox.push(http(2));
  expect(batches).toEqual([[http(1), { type: "control", message: "reply" }]]);
  await Promise.resolve();
  expect(batches[1]).toEqual([http(2)]);
  expect(batches).toHaveLength(2);
});

test("byte counts of one source are summed, of different sources not", async () => {
  const { outbox, batches } = setup();
  for (const message of [http(1), p2p(10), http(2), up(100), p2p(20), up(200)])
    outbox.push(message);
  await Promise.resolve();
  expect(batches).toEqual([[http(3), p2p(30), up(300)]]);
});

test("no byte count moves past another message", async () => {
  const { outbox, batches } = setup();
  for (const message of [http(1), other, http(2), http(3)]) outbox.push(message);
  await Promise.resolve();
  expect(batches).toEqual([[http(1), other, http(5)]]);
});

test("the engine's own event objects are left alone", async () => {
  const { outbox } = setup();
  const event = http(1);
  outbox.push(event);
  outbox.push(http(2));
  await Promise.resolve();
  expect(event).toEqual(http(1));
});
