/** What a connection is worth, row by row, and who makes room. */
import { defaultLimits } from "@swarmlane/contract";
import { expect, test } from "vitest";
import { findYielding, points, type Usefulness, valueOf } from "./slot-value.ts";

const now = 1_000_000;
const lately = now - 1000;
const longAgo = now - defaultLimits.valueWindow;
const silent: Usefulness = {
  admittedAt: 0,
  heardAt: undefined,
  deliveredAt: undefined,
  failedAt: undefined,
  servedAt: undefined,
  holdsWanted: false,
};
const idle = { ...silent, heardAt: longAgo };

/** Whether it would make room for a newcomer. */
const rows: readonly [string, Usefulness, number, boolean][] = [
  ["never said anything", silent, 0, true],
  ["has just been admitted", { ...silent, admittedAt: lately }, 2, false],
  ["is silent for longer than a new peer may be", { ...silent, admittedAt: now - 5000 }, 0, true],
  ["has not been of use for long", idle, 0, true],
  ["talks, and is of no use", { ...idle, heardAt: lately }, 1, true],
  ["talks, and takes what we have", { ...idle, heardAt: lately, servedAt: lately }, 2, false],
  ["holds what we want", { ...idle, holdsWanted: true }, 2, false],
  [
    "announces what we want, and cannot bring it",
    { ...idle, heardAt: lately, failedAt: lately, holdsWanted: true },
    1,
    true,
  ],
  ["failed long ago", { ...idle, failedAt: longAgo, holdsWanted: true }, 2, false],
  [
    "failed once, and has delivered since",
    { ...idle, failedAt: lately - 1, deliveredAt: lately, holdsWanted: true },
    6,
    false,
  ],
  ["delivered lately", { ...idle, deliveredAt: lately }, 4, false],
];

test.each(rows)("a connection that %s", (_what, usefulness, value, yields) => {
  expect(valueOf(usefulness, now, defaultLimits)).toBe(value);
  expect(points.newcomer - value >= 1).toBe(yields);
  expect(findYielding([{ id: 1, value, address: "" }]) !== undefined).toBe(yields);
});

test("the least valuable connection makes room; among equals the one whose address has most", () => {
  const candidates = [
    { id: "useful", value: 4, address: "a" },
    { id: "alone", value: 0, address: "b" },
    { id: "one of two", value: 0, address: "c" },
    { id: "the other", value: 0, address: "c" },
    { id: "talks", value: 1, address: "d" },
  ];
  expect(findYielding(candidates)?.id).toBe("one of two");
  expect(findYielding(candidates.slice(0, 2))?.id).toBe("alone");
  expect(findYielding(candidates.slice(0, 1))).toBeUndefined();
});
