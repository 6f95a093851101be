import type { PeerId } from "@swarmlane/contract";
import { expect, test } from "vitest";
import { createElection } from "./election.ts";
import { nameOf } from "./policy.fake.ts";

const ids = Array.from(
  { length: 12 },
  (_, n) => `-LM0000-viewer${String(n).padStart(6, "0")}` as PeerId,
);
const seenBy = (own: PeerId, isCandidate = true) =>
  createElection({ electors: () => ids.filter((id) => id !== own) }, own, isCandidate);

test("all agree on one order for each segment", () => {
  for (let n = 0; n < 20; n++) {
    const ranks = ids.map((id) => seenBy(id).rankOf(nameOf(n)));
    expect(ranks.sort((a, b) => a - b)).toEqual(ids.map((_, rank) => rank));
  }
});

test("each is the first for about as many segments as the others", () => {
  const firsts = ids.map((id) => {
    const election = seenBy(id);
    return Array.from({ length: 1200 }, (_, n) => election.rankOf(nameOf(n))).filter(
      (r) => r === 0,
    );
  });
  for (const { length } of firsts) {
    expect(length).toBeGreaterThan(60);
    expect(length).toBeLessThan(140);
  }
});

test("who only takes comes last", () => {
  const [own] = ids;
  if (own === undefined) throw new Error("no ids");
  expect(seenBy(own, false).rankOf(nameOf(1))).toBe(ids.length - 1);
  expect(seenBy(own).size("w")).toBe(ids.length);
});

test("of a swarm, as many come before us as our hash lets expect", () => {
  const ranks = ids.map((id) => seenBy(id).expectedRank(nameOf(3), 1000));
  for (const rank of ranks) {
    expect(rank).toBeGreaterThanOrEqual(0);
    expect(rank).toBeLessThan(1000);
  }
  const inOrder = [...ranks].sort((a, b) => a - b);
  expect(ids.map((id) => seenBy(id).rankOf(nameOf(3)))).toEqual(
    ranks.map((rank) => inOrder.indexOf(rank)),
  );
});
