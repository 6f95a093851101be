import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { syntheticBytes } from "../origin/synthetic-bytes.ts";
import { createFakePorts } from "./fake-ports.ts";
import { sha256Sync } from "./sha256-sync.ts";

// The last block of a message has room for 55 bytes beside the message's length.
test.each([0, 1, 3, 54, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 100_001])(
  "%i bytes have the digest that Node computes",
  (size) => {
    const bytes = syntheticBytes("digest", size);
    expect(sha256Sync(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
  },
);

test("only the view is digested, and not its whole buffer", () => {
  const bytes = syntheticBytes("digest", 300);
  expect(sha256Sync(bytes.subarray(100, 200))).toBe(sha256Sync(bytes.slice(100, 200)));
});

test("the fake ports digest within the task, or as the test wants it", async () => {
  const ports = createFakePorts();
  const digests: string[] = [];
  void ports.digest?.(new Uint8Array(1)).then((digest) => digests.push(digest));
  await ports.clock.settle();
  expect(digests).toEqual([sha256Sync(new Uint8Array(1))]);
  expect(createFakePorts({ digest: undefined }).digest).toBeUndefined();
  const constant = (): Promise<string> => Promise.resolve("00");
  expect(createFakePorts({ digest: constant }).digest).toBe(constant);
});
