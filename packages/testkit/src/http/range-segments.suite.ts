/** A segment that is a byte range of a resource. Anywhere. */
import { expect, test } from "vitest";
import { expectBytes, part, type HttpClient } from "./http-client.ts";

/** Within a `describe`. */
export function rangeSegmentTests({ get, failure }: HttpClient): void {
  test.each([
    ["bytes=1000-1999", part(1000, 2000)],
    ["bytes=9000-", part(9000)],
    ["bytes=-500", part(-500)],
    // ends with the resource, as RFC 9110 wants it
    ["bytes=9000-20000", part(9000)],
  ])("%s", async (range, bytes) => {
    const outcome = await get("", { range });
    expectBytes(outcome, bytes);
    expect(outcome.received).toBe(bytes.byteLength);
  });

  test.each([
    ["bytes=1000-1999", part(1000, 2000)],
    ["bytes=9000-", part(9000)],
    ["bytes=-500", part(-500)],
  ])("%s is cut out of a 200", async (range, bytes) => {
    expectBytes(await get("ignore-range", { range }), bytes);
  });

  test.each(["bytes=9000-10000", "bytes=10000-"])("%s: a 200 too short for it", async (range) => {
    expect((await failure("ignore-range", { range })).code).toBe("HTTP_BAD_RANGE");
  });

  test.each(["bytes=1000-1999", "bytes=9000-", "bytes=-500"])(
    "%s: a 206 of another place is refused",
    async (range) => {
      expect((await failure("wrong-range", { range })).code).toBe("HTTP_BAD_RANGE");
    },
  );

  test("a 206 without a readable Content-Range must have the length", async () => {
    const range = "bytes=1000-1999";
    expectBytes(await get("hide-headers", { range }), part(1000, 2000));
    const error = await failure("hide-headers,truncate-close", { range });
    expect(error.code).toBe("HTTP_TRUNCATED");
  });

  test("416 is a status like any other if there are no bytes to drop", async () => {
    const error = await failure("unsatisfiable", { range: "bytes=0-9" });
    expect(error).toMatchObject({ code: "HTTP_STATUS", status: 416 });
  });

  test("an unreadable range is sent unchanged, and its answer is used unchanged", async () => {
    const outcome = await get("", { range: "lines=1-2", partial: part(0, 10) });
    expectBytes(outcome, part());
  });
}
