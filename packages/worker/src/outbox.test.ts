import { expect, test } from "vitest";
import {
  because,
  type HostBatch,
  type HostMessage,
  type PeerId,
  type SegmentKey,
} from "@swarmlane/contract";
import { createSimulatedClock } from "@swarmlane/testkit";
import { createOutbox } from "./outbox.ts";

const peer = "aa" as PeerId;
const http = (bytes: number): HostMessage => ({ type: "bytes/downloaded", method: "http", bytes });
const other: HostMessage = { type: "peer/closed", peerId: peer };

function setup() {
  const batches: HostBatch[] = [];
  const transfers: Transferable[][] = [];
  const clock = createSimulatedClock();
  const outbox = createOutbox({
    clock,
    patience: 100,
    post(batch, transfer) {
      batches.push(batch);
      transfers.push(transfer);
    },
  });
  return { clock, outbox, batches, transfers };
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

const state: HostMessage = {
  type: "segment/state",
  key: "k" as SegmentKey,
  state: "http",
  reason: because("joined-queue"),
};

test("states wait for what matters, in their order", async () => {
  const { outbox, batches } = setup();
  outbox.push(state);
  await Promise.resolve();
  expect(batches).toEqual([]);
  outbox.push(other);
  outbox.push(state);
  await Promise.resolve();
  expect(batches).toEqual([[state, other, state]]);
});

test("states that nothing follows leave after their patience, many in one batch", async () => {
  const { clock, outbox, batches } = setup();
  outbox.push(state);
  await clock.advance(60);
  outbox.push(state);
  await clock.advance(40);
  expect(batches).toEqual([[state, state]]);
  outbox.push(state);
  await clock.advance(100);
  expect(batches).toHaveLength(2);
});
