import { expect, test } from "vitest";
import { diffFacts } from "./facts-diff.ts";
import { connectionsInWords } from "./message-words.ts";
import { changeInWords, peerName, stateInWords } from "./names.ts";
import {
  bytesInWords,
  countInWords,
  durationInWords,
  priorityInWords,
  speedInWords,
  timeInWords,
} from "./numbers.ts";

test("a priority in seconds is shown with one decimal place", () => {
  expect([3, 24.77132612698455].map(priorityInWords)).toEqual(["3", "24.8"]);
});

test("numbers as people read them", () => {
  expect([0, 999, 1000, 1_250_000].map(bytesInWords)).toEqual(["0 B", "999 B", "1.0 kB", "1.3 MB"]);
  expect([undefined, 2400].map(speedInWords)).toEqual(["–", "2.4 MB/s"]);
  expect([5230, 65_004.7, 3_725_230].map(timeInWords)).toEqual([
    "0:05.230",
    "1:05.004",
    "1:02:05.230",
  ]);
  expect([350, 5200, 720_000].map(durationInWords)).toEqual(["350 ms", "5.2 s", "12 min"]);
  expect([9999, 24_000].map(countInWords)).toEqual(["9999", "24\u2009000"]);
});

test.each([
  [undefined, "–"],
  ["queued", "queued"],
  [{ validating: "checking" }, "validating.checking"],
  [{ inUse: { lane: "clear", upload: "none" } }, "inUse(lane.clear, upload.none)"],
  [{ running: { queue: {}, policy: "due" } }, "running(queue, policy.due)"],
])("the state %j reads %s", (state, words) => {
  expect(stateInWords(state)).toBe(words);
});

test("a peer is called by the end of its id, which tells peers apart", () => {
  expect(peerName("2d57573030313832aaaaaaaaaaaaaaaaaaaaaa17")).toBe("…aaaa17");
});

test("a diff names what changed, came and went, and nothing else", () => {
  const before = { same: 1, bytes: 10, gone: "x", inner: { a: 1, b: [1] } };
  const after = { same: 1, bytes: 20, inner: { a: 1, b: [1, 2] }, came: null };
  expect(diffFacts(before, after)).toEqual([
    { path: "bytes", before: 10, after: 20 },
    { path: "gone", before: "x", after: undefined },
    { path: "inner.b", before: [1], after: [1, 2] },
    { path: "came", before: undefined, after: null },
  ]);
});

test.each([
  ["queued", "http", "http"],
  [
    { running: { queue: "a", policy: "due" } },
    { running: { queue: "a", policy: "settled" } },
    "policy.settled",
  ],
  [{ running: { queue: "a", policy: "due" } }, "closed", "closed"],
  [{ a: "x" }, { a: "x" }, "a.x"],
  [
    { running: { queue: "a", policy: "due" } },
    { running: { queue: "b", policy: "settled" } },
    "(queue.b, policy.settled)",
  ],
])("from %j to %j, what changed reads %s", (from, to, words) => {
  expect(changeInWords(from, to)).toBe(words);
});

test.each([
  ["a session of an older feed", undefined, ""],
  ["nothing to add", { inUse: 3, standby: 0, pending: 0, hasRoom: true }, ""],
  [
    "everything",
    { inUse: 3, standby: 1, pending: 2, hasRoom: false },
    "; 2 connecting; 1 on standby; no room for more peers",
  ],
])("connections beside the peers: %s", (_, connections, words) => {
  expect(connectionsInWords(connections)).toBe(words);
});
