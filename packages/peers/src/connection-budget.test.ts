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

test("our own offers leave half of the pending connections to the peers that call us", () => {
  const { budget, takeAll } = open();
  expect(budget.offersLeft).toBe(3);
  expect(takeAll("offer")).toHaveLength(3);
  expect(budget.offersLeft).toBe(0);
  expect(takeAll("answer")).toHaveLength(3);
  expect(budget.hasRoomToAnswer).toBe(false);
});

test("what connects or goes makes room for another", () => {
  const { budget, takeAll } = open();
  const [first, second] = takeAll("offer");
  first?.connected();
  second?.release();
  second?.release();
  expect(budget.offersLeft).toBe(2);
});

test("connected peers are limited too", () => {
  const { budget } = open({ connectedPeers: 1 });
  const share = budget.take("answer");
  share?.connected();
  expect([budget.offersLeft, budget.hasRoomToAnswer]).toEqual([0, false]);
  share?.release();
  expect(budget.hasRoomToAnswer).toBe(true);
});

test("constructions are limited by rate, and the last of a burst are for answers", () => {
  const { clock, budget, takeAll } = open({ pendingPeers: 100, connectedPeers: 100 });
  expect(takeAll("offer")).toHaveLength(6);
  expect(takeAll("answer")).toHaveLength(2);
  clock.time += 2000;
  expect(budget.offersLeft).toBe(0);
  expect(takeAll("answer")).toHaveLength(2);
});
