/** The size that a peer announced, compared with what the origin sends. Anywhere. */
import { expect, test } from "vitest";
import { expectBytes, part, size, type HttpClient } from "./http-client.ts";

const half = size / 2;
/** An answer that gives no length of its own. */
const unsized = "chunked";

/** Within a `describe`. */
export function sizeHintTests({ get, failure, failOnce }: HttpClient): void {
  test.each([undefined, size])(
    "a body that bears the hint %s out is asked for once",
    async (hint) => {
      const outcome = await get(unsized, { expectedSize: hint });
      expectBytes(outcome, part());
      expect(outcome.received).toBe(size);
    },
  );

  test.each([size + 1, 64 * 1024 * 1024])(
    "a peer that tells %i bytes makes the origin be asked twice, and spoils nothing",
    async (lie) => {
      const outcome = await get(unsized, { expectedSize: lie });
      expectBytes(outcome, part());
      expect(outcome.received).toBe(2 * size);
    },
  );

  test("a peer that announces too small a size does no harm", async () => {
    expectBytes(await get(unsized, { expectedSize: 1 }), part());
  });

  test.each(["", "gzip", "hide-headers", "rate:40000"])(
    'a lie spoils no complete answer, however it is sent: "%s"',
    async (fault) => {
      expectBytes(await get(fault, { expectedSize: size + 1 }), part());
    },
  );

  test.each(["bytes=9000-", "bytes=-1000"])(
    "a lie spoils no range whose length the origin keeps to itself: %s",
    async (range) => {
      const outcome = await get("hide-headers", { range, expectedSize: 5000 });
      expectBytes(outcome, part(9000));
    },
  );

  test.each([size + 1, size - 1, 1])(
    "a resume that does not add up to the %i bytes that a peer told is asked for again as a whole",
    async (lie) => {
      const outcome = await get("", { partial: part(0, 4000), expectedSize: lie });
      expectBytes(outcome, part());
      expect(outcome.received).toBe(6000 + size);
    },
  );

  test("a lie spoils no 200 that answers a resume", async () => {
    const partial = part(0, 4000);
    const outcome = await get("ignore-range,chunked", { partial, expectedSize: size + 1 });
    expectBytes(outcome, part());
  });

  test("a body that was cut only the first time arrives whole", async () => {
    await failOnce("truncate-close");
    const outcome = await get("", { expectedSize: size });
    expectBytes(outcome, part());
    expect(outcome.received).toBe(half + size);
  });

  test("a body that is cut twice counts as the origin's copy: the origin outweighs a peer's", async () => {
    const outcome = await get("truncate-close", { expectedSize: size });
    expectBytes(outcome, part(0, half));
    expect(outcome.received).toBe(2 * half);
  });

  test.each(["truncate-length", "truncate-chunked"])(
    "%s stays an error: the platform itself reports it",
    async (fault) => {
      for (const expectedSize of [size, size + 1]) {
        expect((await failure(fault, { expectedSize })).code).toBe("HTTP_ERROR");
      }
    },
  );
}
