import { expect, test } from "vitest";
import { toError, toPlain, toPlainRecord } from "./plain-data.ts";

class Live {
  secret = 1;
}

test.each([
  ["a buffer is its length", new ArrayBuffer(7), { $bytes: 7 }],
  ["a view is its length", new Uint8Array(5), { $bytes: 5 }],
  ["a class is its name", new Live(), { $class: "Live" }],
  ["a map is its size", new Map([[1, 2]]), { $size: 1 }],
  ["an actor is its name", { sessionId: "x:3", getSnapshot: () => 1 }, { $actor: "x:3" }],
  ["a segment's description is its id", { id: "a", sequence: "1", url: "u" }, { $segment: "a" }],
  ["a list of records is its length", [{ a: 1 }, { a: 2 }], { $size: 2 }],
  ["a list of texts is itself", ["a", "b"], ["a", "b"]],
  ["an error is data", new TypeError("no"), { code: "TypeError", message: "no" }],
  ["a function is nothing", () => 1, undefined],
  ["a long text is cut", "x".repeat(600), `${"x".repeat(499)}…`],
])("%s", (_, value, plain) => {
  expect(toPlain(value)).toEqual(plain);
});

test("a field that throws when it is read is left out, and those that are not wanted", () => {
  const event = {
    type: "a",
    n: 1,
    get bad(): never {
      throw new Error("no");
    },
  };
  expect(toPlainRecord(event, ["type"])).toEqual({ n: 1 });
});

test("what was thrown is code and message, whatever it was", () => {
  expect(toError("text")).toEqual({ code: "INTERNAL", message: "text" });
  expect(toError({ code: "HTTP_STATUS", message: "no", status: 500, data: 1 })).toEqual({
    ...{ code: "HTTP_STATUS", message: "no", status: 500 },
  });
  expect(toError(undefined)).toBeUndefined();
});
