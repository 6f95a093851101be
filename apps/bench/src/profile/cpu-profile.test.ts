import { expect, test } from "vitest";
import { selfTimes } from "./cpu-profile.ts";

const node = (id: number, functionName: string, url = "", lineNumber = 0) => ({
  id,
  callFrame: { functionName, url, lineNumber },
});

test("adds up the time after each sample by function, the longest first, without idle time", () => {
  const nodes = [
    node(1, "send", "http://host/loader.js", 9),
    node(2, "", "blob:http://host/0-1", 4),
    node(3, "(idle)"),
    node(4, "(garbage collector)"),
  ];
  const samples = [1, 2, 3, 2, 4];
  const timeDeltas = [50, 1000, 2000, 9000, 3000];
  expect(selfTimes({ nodes, samples, timeDeltas })).toEqual([
    { where: "(anonymous) worker:5", self: 5 },
    { where: "send loader.js:10", self: 1 },
    { where: "(garbage collector)", self: 0 },
  ]);
});

test("a profile without samples has no times", () => {
  expect(selfTimes({ nodes: [] })).toEqual([]);
});
