import { defaultLimits } from "@swarmlane/contract";
import { expect, test } from "vitest";
import { createConnectionBudget } from "./connection-budget.ts";
import type { ConnectionKind } from "./connection-budget.ts";

const limits = {
  ...defaultLimits,
  connectedPeers: 8,
  pendingPeers: 6,
  connectionsPerMinute: 60,
  connectionsBurst: 8,
};

function open(changes: Partial<typeof limits> = {}) {
  const clock = { time: 0 };
  const budget = createConnectionBudget({ ...limits, ...changes }, () => clock.time);
  const takeAll = (kind: ConnectionKind) =>
    Array.from({ length: 20 }, () => budget.take(kind)).filter((share) => share !== undefined);
  return { clock, budget, takeAll };
}

test("our own offers leave half of the pending connections to peers that make us an offer", () => {
  const { budget, takeAll } = open();
  expect(budget.offersLeft).toBe(3);
  expect(takeAll("offer")).toHaveLength(3);
  expect(budget.offersLeft).toBe(0);
  expect(takeAll("answer")).toHaveLength(3);
  expect(budget.hasRoomToAnswer).toBe(false);
});

test("a connection that connects or closes makes room for another", () => {
  const { budget, takeAll } = open();
  const [first, second] = takeAll("offer");
  first?.connected();
  second?.release();
  second?.release();
  expect(budget.offersLeft).toBe(2);
});

test("a few newcomers may connect beyond the limit of connected peers, and not one more", () => {
  const { budget } = open({ connectedPeers: 1, pendingPeers: 40, connectionsBurst: 40 });
  const shares = Array.from({ length: 6 }, () => budget.take("answer"));
  expect(shares.map((share) => share?.connected())).toEqual([true, true, true, true, true, false]);
  expect([budget.isFull, budget.offersLeft, budget.hasRoomToAnswer]).toEqual([true, 0, false]);
  shares[0]?.release();
  expect([budget.isFull, budget.offersLeft, budget.hasRoomToAnswer]).toEqual([false, 1, true]);
});

test("a connection that was released does not connect any more", () => {
  const { budget } = open();
  const share = budget.take("offer");
  share?.release();
  expect(share?.connected()).toBe(false);
});

test("while the engine has no room, nothing is offered or answered", () => {
  const { budget, takeAll } = open();
  budget.setRoom(false);
  expect([budget.isFull, budget.offersLeft, budget.hasRoomToAnswer]).toEqual([true, 0, false]);
  expect([takeAll("offer"), takeAll("answer")]).toEqual([[], []]);
  budget.setRoom(true);
  expect([budget.isFull, budget.offersLeft, budget.hasRoomToAnswer]).toEqual([false, 3, true]);
});

test("an exhausted budget is not a full swarm", () => {
  const { budget, takeAll } = open();
  takeAll("answer");
  expect([budget.isFull, budget.hasRoomToAnswer]).toEqual([false, false]);
});

test("constructions are limited by rate, and the last ones of a burst are reserved for answers", () => {
  const { clock, budget, takeAll } = open({ pendingPeers: 100, connectedPeers: 100 });
  expect(takeAll("offer")).toHaveLength(6);
  expect(takeAll("answer")).toHaveLength(2);
  clock.time += 2000;
  expect(budget.offersLeft).toBe(0);
  expect(takeAll("answer")).toHaveLength(2);
});
