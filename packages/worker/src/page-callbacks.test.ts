import { expect, test } from "vitest";
import { fakeBody, fakeSegment } from "@swarmlane/testkit";
import { createPageCallbacks } from "./page-callbacks.ts";

const none = { validate: false, buildUrl: false, xhr: false, storage: false };
const all = { ...none, validate: true, buildUrl: true };
const segment = {
  info: fakeSegment(1),
  data: fakeBody(1).buffer,
  requestUrl: undefined,
  responseUrl: undefined,
  downloadBandwidth: 1,
};
const page = {
  validate: (): Promise<void> => Promise.resolve(),
  buildUrl: (): Promise<string> => Promise.resolve("https://origin.test/built"),
};

test("a callback that the caller did not set does not exist", () => {
  expect(createPageCallbacks(page, none)).toEqual({ validate: undefined, buildUrl: undefined });
});

test("the page's code survives; anything else is a failed callback with its cause", async () => {
  const info = { name: "", code: "HTTP_VALIDATION_FAILED", message: "wrong hash" };
  const reject = (reason: Error) => (): Promise<never> => Promise.reject(reason);
  const coded = createPageCallbacks({ ...page, validate: reject(info) }, all);
  await expect(coded.validate?.(segment, "http")).rejects.toMatchObject({
    code: "HTTP_VALIDATION_FAILED",
    message: "wrong hash",
  });
  const other = createPageCallbacks({ ...page, buildUrl: reject(new Error("no")) }, all);
  await expect(other.buildUrl?.(segment.info)).rejects.toMatchObject({
    code: "CALLBACK_FAILED",
    message: "Error: no",
    cause: new Error("no"),
  });
});
