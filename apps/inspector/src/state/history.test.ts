import type { Message } from "@swarmlane/inspection";
import { createSyntheticSession } from "@swarmlane/inspection/testing";
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

test("what is forgotten is gone from every part, and everything else stays", () => {
  const { messages } = createSyntheticSession({ segments: 60, seconds: 20 });
  const [history, whole] = [createHistory(), createHistory()];
  history.append(messages);
  whole.append(messages);
  const limit = 15_000;
  const isLate = ({ t }: { readonly t: number }): boolean => t >= limit;
  history.forgetBefore(limit);

  const kept = whole
    .lanes()
    .map(({ key, story, spans }) => ({
      key,
      story: story.filter(isLate),
      spans: spans.filter(({ to }) => to === undefined || to >= limit),
    }))
    .filter(({ story, spans }) => story.length + spans.length > 0);
  expect(kept.length).toBeGreaterThan(0);
  expect(history.lanes().map(({ key, story, spans }) => ({ key, story, spans }))).toEqual(kept);
  expect(history.traffic).toEqual(whole.traffic.filter(isLate));
  expect(history.traffic.length).toBeLessThan(whole.traffic.length);
  expect(history.troubles).toEqual(whole.troubles.filter(isLate));
  // The step that was in force at that moment is kept as well.
  const steps = whole.head.filter(isLate).length;
  expect(history.head.slice(-steps)).toEqual(whole.head.filter(isLate));
  expect(history.head.length - steps).toBeLessThanOrEqual(1);
  history.clear();
  expect(history.lanes()).toEqual([]);
});
