/** A download that goes on over HTTP where peers stopped. Anywhere. */
import { expect, test } from "vitest";
import { expectBytes, part, size, type HttpClient } from "./http-client.ts";

/** Within a `describe`. */
export function resumeTests({ get }: HttpClient): void {
  test("only the rest is requested", async () => {
    const outcome = await get("", { partial: part(0, 4000), expectedSize: size });
    expectBytes(outcome, part());
    expect(outcome.received).toBe(6000);
  });

  test.each([
    ["bytes=1000-1999", 600, part(1000, 2000), 400],
    ["bytes=9000-", 600, part(9000), 400],
    // the rest of a suffix has no known start; nothing is left of a range that is complete
    ["bytes=-500", 100, part(-500), 500],
    ["bytes=1000-1999", 1000, part(1000, 2000), 1000],
  ])("%s with %i bytes", async (range, have, bytes, received) => {
    const outcome = await get("", { range, partial: bytes.slice(0, have) });
    expectBytes(outcome, bytes);
    expect(outcome.received).toBe(received);
  });

  test("a 200 is used whole, a range of the segment's own is cut out of it", async () => {
    expectBytes(await get("ignore-range", { partial: part(0, 4000) }), part());
    const range = "bytes=1000-1999";
    const outcome = await get("ignore-range", { range, partial: part(1000, 1100) });
    expectBytes(outcome, part(1000, 2000));
  });

  test.each(["unsatisfiable", "wrong-range"])(
    "%s: the peers' bytes are dropped, and the whole is asked for once",
    async (fault) => {
      expectBytes(await get(fault, { partial: part(0, 4000) }), part());
    },
  );

  test("bytes that do not add up to the size that their peer announced are dropped", async () => {
    const outcome = await get("hide-headers", { partial: part(0, 4000), expectedSize: size + 1 });
    expectBytes(outcome, part());
  });

  test("the peers' bytes are left as they were", async () => {
    const partial = part(0, 4000);
    await get("", { partial });
    expect(partial).toEqual(part(0, 4000));
  });
}
