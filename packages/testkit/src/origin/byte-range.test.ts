import { expect, test } from "vitest";
import { resolveRange } from "./byte-range.ts";

test.each([
  [undefined, "whole"],
  ["bytes=0-9", { first: 0, last: 9 }],
  ["bytes=90-", { first: 90, last: 99 }],
  ["bytes=-10", { first: 90, last: 99 }],
  ["bytes=90-1000", { first: 90, last: 99 }],
  ["bytes=100-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=9-0", "whole"],
  ["bytes=0-1,4-5", "whole"],
  ["lines=0-9", "whole"],
])("of 100 bytes, %s is %o", (header, expected) => {
  expect(resolveRange(header, 100)).toEqual(expected);
});
