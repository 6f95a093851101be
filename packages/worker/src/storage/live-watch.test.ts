import { expect, test } from "vitest";
import { fakeQueue, fakeSegment } from "@swarmlane/testkit";
import { createLiveWatch } from "./live-watch.ts";

/** Queues as `first-last`. */
function watch(...queues: string[]): string[] {
  const live: string[] = [];
  const observe = createLiveWatch((swarm) => live.push(swarm));
  for (const range of queues) {
    const [from = 0, to = 0] = range.split("-").map(Number);
    observe(fakeQueue(to - from + 1, from));
  }
  return live;
}

test("a queue that had become shorter and goes on past its end is a live stream's", () => {
  expect(watch("10-12", "11-12", "11-13")).toEqual(["m"]);
});

test("a recording is played on, to its end, and sought in, and is none", () => {
  expect(watch("0-19", "1-20", "2-21", "40-59", "90-99", "95-99", "3-22", "4-23")).toEqual([]);
});

test("another quality is another queue", () => {
  const live: string[] = [];
  const observe = createLiveWatch((swarm) => live.push(swarm));
  observe(fakeQueue(5));
  observe([fakeSegment(4)]);
  observe([5, 6, 7].map((sequence) => fakeSegment(sequence, { streamId: "V1" })));
  expect(live).toEqual([]);
});

test("sequences that are no numbers show nothing", () => {
  const live: string[] = [];
  const observe = createLiveWatch((swarm) => live.push(swarm));
  for (const sequence of ["a", "b", "c"]) observe([fakeSegment(1, { sequence })]);
  expect(live).toEqual([]);
});
