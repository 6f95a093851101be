import { expect, test } from "vitest";
import { createSegmentMap, rememberedSegments } from "./segment-map.ts";

const now = () => new Date(0);

function segment(sequence: number, streamId = "V0", range?: string) {
  const id = `${streamId}+${sequence}`;
  return { id, url: `/${id}.ts`, range, streamId, sequence: String(sequence) };
}

test("each quality is a row, and segments stand in the order in which they play", () => {
  const map = createSegmentMap(now);
  map.change(segment(10), "queued", "new");
  map.change(segment(9), "queued", "new");
  map.change(segment(9, "V1"), "queued", "new");
  const rows = map
    .rows()
    .map(({ streamId, cells }) => [streamId, ...cells.map((cell) => cell.segment.sequence)]);
  expect(rows).toEqual([
    ["V0", "9", "10"],
    ["V1", "9"],
  ]);
});

test("a segment shows its newest state and the reason", () => {
  const map = createSegmentMap(now);
  map.change(segment(1), "queued", "new");
  map.change(segment(1), "http", "required at once");
  expect(map.rows()[0]?.cells).toMatchObject([{ state: "http", reason: "required at once" }]);
  expect(map.changes().map(({ cell }) => cell.state)).toEqual(["http", "queued"]);
});

test.each([
  [
    "told first",
    (map: ReturnType<typeof createSegmentMap>) => {
      map.change(segment(1), "cached", "stored");
      map.load(segment(1), "p2p");
    },
  ],
  [
    "told last",
    (map: ReturnType<typeof createSegmentMap>) => {
      map.load(segment(1), "p2p");
      map.change(segment(1), "cached", "stored");
    },
  ],
])("a cached segment remembers its source, the state being %s", (_when, tell) => {
  const map = createSegmentMap(now);
  tell(map);
  expect(map.rows()[0]?.cells).toMatchObject([{ state: "cached", source: "p2p" }]);
  expect(map.changes()).toHaveLength(1);
});

test("a core that does not report states still shows its loaded segments", () => {
  const map = createSegmentMap(now);
  map.load(segment(1), "http");
  expect(map.rows()[0]?.cells).toMatchObject([{ state: "cached", reason: "loaded over HTTP" }]);
});

test("what the player gave up is aborted, unless it is here already", () => {
  const map = createSegmentMap(now);
  map.change(segment(1), "queued", "new");
  map.change(segment(2), "cached", "stored");
  map.abort(segment(1));
  map.abort(segment(2));
  expect(map.rows()[0]?.cells.map(({ state }) => state)).toEqual(["aborted", "cached"]);
});

test("byte ranges of one file are segments of their own", () => {
  const map = createSegmentMap(now);
  map.change({ ...segment(1), range: "bytes=0-9" }, "queued", "new");
  map.change({ ...segment(1), range: "bytes=10-19" }, "queued", "new");
  expect(map.rows()[0]?.cells).toHaveLength(2);
});

test("an endless stream leaves only its newest segments", () => {
  const map = createSegmentMap(now);
  for (let sequence = 0; sequence < rememberedSegments + 5; sequence++) {
    map.change(segment(sequence), "queued", "new");
  }
  const cells = map.rows()[0]?.cells ?? [];
  expect(cells).toHaveLength(rememberedSegments);
  expect(cells[0]?.segment.sequence).toBe("5");
});
