import { segmentKey, wireSegmentId } from "@swarmlane/contract";
import { fakeSegment } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { createStoreIndex } from "./store-index.ts";

test("a peer's id leads to the caller's segment, whatever ids the caller chose", () => {
  const index = createStoreIndex();
  const info = fakeSegment(1, { id: "my own id" });
  index.add(info);
  expect(index.find(wireSegmentId(info))).toBe(info);
  expect(index.has(segmentKey(info))).toBe(true);
  index.remove([segmentKey(info)]);
  expect(index.find(wireSegmentId(info))).toBeUndefined();
});

test("the same list again is no change, another one is", () => {
  const index = createStoreIndex();
  index.replace([fakeSegment(1), fakeSegment(2)]);
  const { version } = index;
  index.replace([fakeSegment(2), fakeSegment(1)]);
  expect(index.version).toBe(version);
  index.replace([fakeSegment(2), fakeSegment(3)]);
  expect(index.version).toBeGreaterThan(version);
  expect(index.infos.map(({ sequence }) => sequence)).toEqual(["2", "3"]);
});

test("what a store dropped goes by its id, in all its ranges, and the rest stays", () => {
  const index = createStoreIndex();
  const ranges = ["bytes=0-9", "bytes=10-19"].map((range, n) =>
    fakeSegment(n, { id: "one file", range }),
  );
  const other = fakeSegment(7);
  index.replace([...ranges, other]);
  const { version } = index;
  index.drop(["one file", "never held"]);
  expect(index.infos).toEqual([other]);
  for (const info of ranges) {
    expect(index.has(segmentKey(info))).toBe(false);
    expect(index.find(wireSegmentId(info))).toBeUndefined();
  }
  expect(index.version).toBeGreaterThan(version);
});

test("dropping what the index does not hold is no change", () => {
  const index = createStoreIndex();
  index.add(fakeSegment(1));
  const { version } = index;
  index.drop([]);
  index.drop(["never held"]);
  expect(index.version).toBe(version);
});
