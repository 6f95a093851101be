import type { Message } from "@swarmlane/inspector";
import { createSyntheticSession } from "@swarmlane/inspector/testing";
import { expect, test } from "vitest";
import { createHistory } from "./history.ts";

let n = 0;
const at = (t: number, message: object): Message =>
  ({ n: (n += 1), t, ...message }) as unknown as Message;
const joined = (...sequences: string[]): object => ({
  ...{ type: "queue", removed: [], shift: 0, priorities: [] },
  added: sequences.map((sequence, priority) => ({
    ...{ key: `k${sequence}`, id: sequence, stream: "s", sequence, url: "", priority },
  })),
});
const became = (segment: string, state: string, more: object = {}): object => ({
  ...{ type: "segment", segment, state, reason: `is ${state}`, ...more },
});

test("a segment's states follow each other, and remember where the bytes came from", () => {
  const history = createHistory();
  history.append([
    at(0, joined("7")),
    at(1, became("k7", "queued")),
    at(5, became("k7", "p2p", { peer: "ann" })),
    at(9, became("k7", "validating")),
    at(10, became("k7", "cached")),
  ]);
  expect(history.laneOf("k7")?.spans).toMatchObject([
    { state: "queued", from: 1, to: 5, source: undefined },
    { state: "p2p", from: 5, to: 9, source: "p2p", peer: "ann" },
    { state: "validating", from: 9, to: 10, source: "p2p", peer: "ann" },
    { state: "cached", from: 10, to: undefined, source: "p2p", peer: "ann" },
  ]);
});

test("a failure is trouble, and forgets its source with the next attempt", () => {
  const history = createHistory();
  history.append([
    at(1, became("k", "http")),
    at(2, became("k", "failed")),
    at(3, became("k", "queued")),
  ]);
  expect(history.troubles).toMatchObject([{ t: 2, kind: "failed" }]);
  expect(history.laneOf("k")?.spans.at(-1)).toMatchObject({ state: "queued", source: undefined });
});

test("lanes are in the order of the stream, whatever order they came in", () => {
  const history = createHistory();
  history.append([at(0, joined("10", "9")), at(1, joined("100", "2"))]);
  expect(history.lanes().map(({ sequence }) => sequence)).toEqual(["2", "9", "10", "100"]);
});

test("the play head and the required priority move with the queue", () => {
  const history = createHistory();
  history.append([
    at(0, { type: "settings", settings: { requiredSegmentsPriority: 2 } }),
    at(1, joined("1", "2", "3", "4")),
    at(8, { type: "queue", added: [], removed: ["k1"], shift: -1, priorities: [] }),
  ]);
  expect(history.head).toEqual([
    { t: 1, first: "k1", priority: 0, required: 2 },
    { t: 8, first: "k2", priority: 0, required: 2 },
  ]);
});

test("what is forgotten is gone from every part, and what lasts stays", () => {
  const history = createHistory();
  history.append(createSyntheticSession({ segments: 60, seconds: 20 }).messages);
  const before = history.lanes().length;
  history.forgetBefore(15_000);
  expect(history.lanes().length).toBeLessThanOrEqual(before);
  expect(history.traffic.every(({ t }) => t >= 15_000)).toBe(true);
  expect(
    history
      .lanes()
      .flatMap(({ story }) => story)
      .every(({ t }) => t >= 15_000),
  ).toBe(true);
  expect(history.head.length).toBeGreaterThan(0);
  history.clear();
  expect(history.lanes()).toEqual([]);
});
