import { expect, test } from "vitest";
import { emptyRecord, type ViewerRecord } from "../viewer/viewer-record.ts";
import { figuresOf } from "./figures.ts";
import { joinRecorded, type Recorded } from "./recorder.ts";
import { formatRequests, formatTable } from "./table.ts";

const recorder: Recorded = {
  requests: [
    { cause: "first copy", motive: "elected", knew: "nothing", count: 3 },
    { cause: "a neighbour holds it", motive: "played soon", knew: "nothing", count: 1 },
  ],
  copies: () => [
    { sequence: 0, at: 0, copies: 3 },
    { sequence: 1, at: 61_000, copies: 1 },
  ],
  originBytes: 4000,
  onceBytes: 1000,
  samples: [
    { at: 5000, viewers: 2, neighbours: 1 },
    { at: 10_000, viewers: 4, neighbours: 1 },
  ],
};

function record(name: string, changes: Partial<ViewerRecord>): ViewerRecord {
  return { ...emptyRecord(name), ...changes };
}

const figures = figuresOf(
  [
    record("a", { playedBytes: 1000, httpBytes: 1000, uploadedBytes: 3000, startUp: 200 }),
    record("b", { playedBytes: 1000, p2pBytes: 3000, startUp: 400, stalls: [500, 1500] }),
  ],
  recorder,
  120_000,
);

test("copies are a mean over segments, and of those that were first asked for later", () => {
  expect(figures).toMatchObject({ copies: 2, copiesSettled: 1, mostCopies: 3 });
  expect(figures.copiesByMinute).toEqual([3, 1]);
  expect(figures.originPerPlayedByte).toBe(2);
});

test("stalls, shares and starts are those of all viewers", () => {
  expect(figures).toMatchObject({
    ...{ stalls: 2, viewersThatStalled: 1, stalledSeconds: 2, longestStall: 1.5 },
    ...{ shareFromPeers: 0.75, startUpP95: 400, uploadRatioMost: 3, uploadGini: 0.5 },
  });
});

test("the share from peers is compared with the best that the audience allows", () => {
  expect(figures).toMatchObject({ bestShare: 0.75, shareOfBest: 1, uploadedMost: 3000 });
});

test("a neighbour-only election is estimated from the viewers and neighbours of each moment", () => {
  expect(figures.neighbourElection).toBe((2 / 2 + 4 / 2) / 2);
});

test("a run in which nothing happened has figures, all of them 0", () => {
  const empty = {
    ...recorder,
    requests: [],
    copies: () => [],
    originBytes: 0,
    onceBytes: 0,
    samples: [],
  };
  const numbers = Object.values(figuresOf([], empty, 0)).filter((each) => !Array.isArray(each));
  expect(new Set(numbers)).toEqual(new Set([0]));
});

test("the table has a column for each contender, and the requests their share", () => {
  const lines = formatTable("title", [
    { title: "ours", figures },
    { title: "no P2P", figures },
  ]);
  expect(lines[0]).toBe("title");
  expect(lines[1]).toMatch(/ours +no P2P$/);
  expect(lines.find((line) => line.startsWith("copies"))).toMatch(/2\.00 +2\.00$/);
  expect(formatRequests(figures, 1)).toEqual([
    expect.stringContaining("Requests"),
    "  75.0 %  first copy; elected; it knew: nothing",
  ]);
});

test("what was recorded of several renditions is added up", () => {
  const all = joinRecorded([recorder, recorder]);
  expect(all).toMatchObject({ originBytes: 8000, onceBytes: 2000 });
  expect(all.requests.map(({ count }) => count)).toEqual([6, 2]);
  expect(all.copies()).toHaveLength(4);
});
