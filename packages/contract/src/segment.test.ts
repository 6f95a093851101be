import { expect, test } from "vitest";
import { segmentKey, streamKey, wireSegmentId } from "./segment.ts";

test("byte-range siblings of one file are different segments", () => {
  const first = { id: "a", range: "bytes=0-9" };
  const second = { id: "a", range: "bytes=10-19" };
  expect(segmentKey(first)).not.toBe(segmentKey(second));
});

test("wire ids are those of 0.6.2", () => {
  const segment = { masterSwarmId: "m", streamId: "V0", sequence: "7" };
  expect(streamKey(segment)).toBe("m+V0");
  expect(wireSegmentId(segment)).toBe("m+V0+7");
  expect(wireSegmentId({ ...segment, streamId: undefined })).toBe("m+7");
});
