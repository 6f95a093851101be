/** A segment that is a whole resource, and every way in which an origin fails it. Anywhere. */
import { expect, test } from "vitest";
import { expectBytes, part, size, type HttpClient } from "./http-client.ts";

/** Within a `describe`. */
export function wholeSegmentTests({ addressOf, get, failure }: HttpClient): void {
  test("the bytes are the origin's, and progress adds up to them", async () => {
    const outcome = await get("");
    expectBytes(outcome, part());
    expect(outcome.received).toBe(size);
    expect(outcome.responseUrl).toBe(addressOf(""));
  });

  test("a gzipped body is decoded, regardless of its Content-Length", async () => {
    expectBytes(await get("gzip", { expectedSize: size }), part());
  });

  test.each(["redirect", "redirect-cross"])(
    "%s: the address that answered is told",
    async (fault) => {
      const outcome = await get(fault);
      expectBytes(outcome, part());
      expect(outcome.responseUrl).not.toContain("fault");
    },
  );

  test("a body that comes slowly but steadily is waited for", async () => {
    expectBytes(await get("rate:20000"), part());
  });

  test.each([404, 500, 503])("status %i is named", async (status) => {
    expect(await failure(`status:${status}`)).toMatchObject({ code: "HTTP_STATUS", status });
  });

  test.each(["reset", "reset-midway", "truncate-length", "truncate-chunked"])(
    "%s is a network error",
    async (fault) => {
      expect((await failure(fault)).code).toBe("HTTP_ERROR");
    },
  );

  test.each(["empty", "no-content"])("%s is never a segment", async (fault) => {
    expect((await failure(fault)).code).toBe("HTTP_EMPTY");
  });

  test.each(["silence", "silence-midway", "trickle"])("%s ends at a deadline", async (fault) => {
    expect((await failure(fault)).code).toBe("HTTP_TIMEOUT");
  });

  test("a body above the limit is refused", async () => {
    const error = await failure("", { url: addressOf("").replace(`${size}`, "1000001") });
    expect(error.code).toBe("HTTP_TOO_LARGE");
  });

  test("an address that is none is a network error", async () => {
    expect((await failure("", { url: "http://:nowhere" })).code).toBe("HTTP_ERROR");
  });

  test("an abort rejects at once", async () => {
    const controller = new AbortController();
    const pending = get("silence", {}, controller.signal);
    controller.abort();
    await expect(pending).rejects.toMatchObject({ code: "HTTP_ERROR", message: "aborted" });
  });
}
