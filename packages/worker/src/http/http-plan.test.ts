import { expect, test } from "vitest";
import { LoaderError, type HttpRequest } from "@swarmlane/contract";
import { fakeSegment } from "@swarmlane/testkit";
import { PeerDoubt, withRestart, type HttpPlan } from "./http-plan.ts";

const request: HttpRequest = {
  segment: fakeSegment(1),
  url: "https://origin.test/1.ts",
  range: "bytes=100-199",
  partial: new Uint8Array(10),
  expectedSize: 100,
};
const doubt = new PeerDoubt("HTTP_TRUNCATED", "shorter than a peer told");
const unavailable = new LoaderError("HTTP_STATUS", "status 503", { status: 503 });

/** Each attempt fails with the next of `errors`; without one left it gives "body". */
async function run(...errors: LoaderError[]) {
  const plans: HttpPlan[] = [];
  const outcome = await withRestart(request, (plan) => {
    plans.push(plan);
    const error = errors.shift();
    return error === undefined ? Promise.resolve("body") : Promise.reject(error);
  }).catch((error: unknown) => error);
  return { plans, outcome };
}

test("an answer that only a peer's word makes doubtful is asked for again without it", async () => {
  const { plans, outcome } = await run(doubt);
  expect(outcome).toBe("body");
  expect(plans.map(({ header, partial, expectedSize }) => [header, partial, expectedSize])).toEqual(
    [
      ["bytes=110-199", request.partial, 100],
      ["bytes=100-199", undefined, undefined],
    ],
  );
});

test("the origin is asked again once at most", async () => {
  const { plans, outcome } = await run(doubt, doubt);
  expect(outcome).toBe(doubt);
  expect(plans).toHaveLength(2);
});

test("what the second attempt fails with is the failure", async () => {
  const { outcome } = await run(doubt, unavailable);
  expect(outcome).toBe(unavailable);
});

test.each([
  unavailable,
  new LoaderError("HTTP_TRUNCATED", "shorter than the range"),
  new LoaderError("HTTP_BAD_RANGE", "another range"),
])("a failure that is the origin's own is not asked for again: $message", async (error) => {
  const { plans, outcome } = await run(error);
  expect(outcome).toBe(error);
  expect(plans).toHaveLength(1);
});
