import { expect, test } from "vitest";
import { LoaderError, toErrorInfo } from "./errors.ts";

test("an error keeps its code, message, status and cause across a thread", () => {
  const sent = toErrorInfo(
    new LoaderError("HTTP_STATUS", "404 Not Found", { status: 404, cause: "x" }),
  );
  const received = LoaderError.from(structuredClone(sent));
  expect(received).toBeInstanceOf(Error);
  expect(received).toMatchObject({
    code: "HTTP_STATUS",
    message: "404 Not Found",
    status: 404,
    cause: "x",
  });
});

test("whatever is thrown becomes an error with a code", () => {
  expect(toErrorInfo(new TypeError("nope"), "CALLBACK_FAILED")).toEqual({
    code: "CALLBACK_FAILED",
    message: "TypeError: nope",
  });
  expect(toErrorInfo("plain text").message).toBe("plain text");
  expect(toErrorInfo(undefined)).toEqual({ code: "INTERNAL", message: "thrown: undefined" });
});
