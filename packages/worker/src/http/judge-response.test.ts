import { expect, test } from "vitest";
import type { HttpRequest, LoaderError } from "@swarmlane/contract";
import { fakeSegment } from "@swarmlane/testkit";
import { planRequest } from "./http-plan.ts";
import { judgeBody, judgeHead } from "./judge-response.ts";

/** The code that an answer is refused with, or the length that its body must have. */
function judge(request: Partial<HttpRequest>, contentRange: string | null, status = 206): unknown {
  const plan = planRequest({
    segment: fakeSegment(1),
    url: "",
    range: undefined,
    partial: undefined,
    expectedSize: undefined,
    ...request,
  });
  try {
    return judgeHead(plan, { status, contentRange }).exactLength;
  } catch (error) {
    return (error as LoaderError).code;
  }
}

test.each([
  ["bytes=10-19", "bytes 10-19/100", 10],
  ["bytes=10-19", "bytes 10-19/*", 10],
  ["bytes=10-19", "bytes 10-14/15", 5],
  ["bytes=10-19", "bytes 10-14/100", "HTTP_BAD_RANGE"],
  ["bytes=10-19", "bytes 10-14/*", "HTTP_BAD_RANGE"],
  ["bytes=10-19", "bytes 10-20/100", "HTTP_BAD_RANGE"],
  ["bytes=10-19", "bytes 9-19/100", "HTTP_BAD_RANGE"],
  ["bytes=10-19", "bytes */100", "HTTP_BAD_RANGE"],
  ["bytes=10-19", null, 10],
  ["bytes=10-", "bytes 10-99/100", 90],
  ["bytes=10-", "bytes 10-50/100", "HTTP_BAD_RANGE"],
  ["bytes=10-", "bytes 10-50/*", 41],
  ["bytes=10-", null, undefined],
  ["bytes=-10", "bytes 90-99/100", 10],
  ["bytes=-10", "bytes 0-4/5", 5],
  ["bytes=-10", "bytes 80-89/100", "HTTP_BAD_RANGE"],
  ["bytes=-10", "bytes 80-99/100", "HTTP_BAD_RANGE"],
])("%s answered with 206 and %s: %s", (range, contentRange, verdict) => {
  expect(judge({ range }, contentRange)).toBe(verdict);
});

test("a 206 that nobody asked for is refused", () => {
  expect(judge({}, "bytes 0-99/100")).toBe("HTTP_BAD_RANGE");
});

test("a resume is compared with the rest, not with the segment's own range", () => {
  const request = { range: "bytes=10-19", partial: new Uint8Array(4) };
  expect(judge(request, "bytes 14-19/100")).toBe(6);
  expect(judge(request, "bytes 10-19/100")).toBe("HTTP_BAD_RANGE");
});

test("an opaque answer is never accepted", () => {
  expect(judge({}, null, 0)).toBe("HTTP_ERROR");
});

test.each([304, 301, 100, 599])("status %i is no segment", (status) => {
  expect(judge({}, null, status)).toBe("HTTP_STATUS");
});

test("the origin's word on the length outweighs a peer's", () => {
  const plan = {
    partial: undefined,
    slice: undefined,
    exactLength: undefined,
    expectedSize: 2000,
  };
  expect(() => judgeBody(plan, 1000, 1000)).not.toThrow();
  expect(() => judgeBody(plan, 3000)).not.toThrow();
  expect(() => judgeBody(plan, 1000)).toThrow(expect.objectContaining({ code: "HTTP_TRUNCATED" }));
});
