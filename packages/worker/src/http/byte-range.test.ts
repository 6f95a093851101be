import { expect, test } from "vitest";
import { parseContentRange, parseRange, restOfRange } from "./byte-range.ts";

test("single byte ranges are understood in all three forms", () => {
  expect(parseRange("bytes=0-99")).toEqual({ kind: "closed", first: 0, last: 99 });
  expect(parseRange(" Bytes = 5 - ")).toEqual({ kind: "open", first: 5 });
  expect(parseRange("bytes=-7")).toEqual({ kind: "suffix", length: 7 });
});

test.each([
  "",
  "bytes",
  "bytes=",
  "bytes=-",
  "bytes=-0",
  "bytes=9-8",
  "bytes=0-1,5-6",
  "lines=0-1",
  "bytes=a-b",
  "bytes=0-99999999999999999999",
])("%j is not a range that we reason about", (header) => {
  expect(parseRange(header)).toBeUndefined();
});

test("a Content-Range tells place and, mostly, total", () => {
  expect(parseContentRange("bytes 0-9/10")).toEqual({ first: 0, last: 9, total: 10 });
  expect(parseContentRange("bytes 0-9/*")).toEqual({ first: 0, last: 9, total: undefined });
});

test.each(["bytes */10", "bytes 0-10/10", "bytes 9-8/10", "0-9/10", "bytes 0-9", "nonsense"])(
  "%j is no satisfied range",
  (header) => {
    expect(parseContentRange(header)).toBeUndefined();
  },
);

test("nothing remains of a complete range, and nothing is known of a suffix", () => {
  expect(restOfRange({ kind: "closed", first: 5, last: 9 }, 5)).toBeUndefined();
  expect(restOfRange({ kind: "suffix", length: 9 }, 5)).toBeUndefined();
  expect(restOfRange({ kind: "closed", first: 5, last: 9 }, 4)).toMatchObject({ first: 9 });
});
