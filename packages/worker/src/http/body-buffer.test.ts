import { expect, test } from "vitest";
import { syntheticBytes } from "@swarmlane/testkit";
import { createBodyBuffer } from "./body-buffer.ts";

const content = syntheticBytes("body", 100);

test.each([undefined, 0, 10, 90, 1000, 1e12])(
  "joins exactly, with a size hint of %s",
  (sizeHint) => {
    const body = createBodyBuffer({ partial: content.slice(0, 10), sizeHint, limit: 2000 });
    for (let at = 10; at < 100; at += 7) body.write(content.slice(at, Math.min(at + 7, 100)));
    expect(body.length).toBe(90);
    expect(new Uint8Array(body.join())).toEqual(content);
  },
);

test("the limit counts what lies in front, too", () => {
  const body = createBodyBuffer({ partial: content, sizeHint: undefined, limit: 110 });
  body.write(new Uint8Array(10));
  expect(() => body.write(new Uint8Array(1))).toThrow(
    expect.objectContaining({ code: "HTTP_TOO_LARGE" }),
  );
});
