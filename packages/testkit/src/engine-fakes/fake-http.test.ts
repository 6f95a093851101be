import { expect, test } from "vitest";
import type { HttpRequest } from "@swarmlane/contract";
import { createFakeHttp } from "./fake-http.ts";
import { fakeBody, fakeSegment } from "./fake-segments.ts";

const info = fakeSegment(1);

/** What the port gives when `answer` has been called with the one request. */
async function get(changes: Partial<HttpRequest>, answer: (http: FakeOrigin) => void) {
  const http = createFakeHttp();
  const request = { segment: info, url: info.url, range: undefined, partial: undefined };
  const pending = http.get(
    { ...request, expectedSize: undefined, ...changes },
    () => undefined,
    new AbortController().signal,
  );
  answer(http.find(info.id));
  return new Uint8Array((await pending).data);
}

type FakeOrigin = ReturnType<ReturnType<typeof createFakeHttp>["find"]>;

test("a body is appended to the bytes of peers if a peer announced its size, or if no peer announced one", async () => {
  const partial = fakeBody(1, 10);
  const whole = new Uint8Array([...partial, ...fakeBody(2, 5)]);
  for (const expectedSize of [15, undefined]) {
    const data = await get({ partial, expectedSize }, ({ respond }) => respond(fakeBody(2, 5)));
    expect(data).toEqual(whole);
  }
});

test("an answer that a real port would not give is refused: bytes of peers that do not add up", async () => {
  const partial = fakeBody(1, 10);
  const data = await get({ partial, expectedSize: 99 }, ({ respond, respondWhole }) => {
    expect(() => respond(fakeBody(2, 5))).toThrow("respondWhole");
    respondWhole(fakeBody(2, 15));
  });
  expect(data).toEqual(fakeBody(2, 15));
});

test("a wrong size alone does not change what the origin sends", async () => {
  const data = await get({ expectedSize: 99 }, ({ respond }) => respond(fakeBody(2, 15)));
  expect(data).toEqual(fakeBody(2, 15));
});
