import fc from "fast-check";
import { expect, test } from "vitest";
import { checksum } from "./checksum.ts";

const sum = (bytes: Uint8Array): number => checksum(bytes.slice().buffer);

test("one changed bit anywhere is found", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 100 }),
      fc.nat(),
      fc.nat(7),
      (bytes, at, bit) => {
        const changed = bytes.slice();
        const index = at % changed.length;
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        expect(sum(changed)).not.toBe(sum(bytes));
      },
    ),
  );
});

test("bytes that are missing at the end are found, zeros too", () => {
  const sums = Array.from({ length: 100 }, (_, length) => sum(new Uint8Array(length)));
  expect(new Set(sums).size).toBe(100);
});

test("words that changed places are found", () => {
  const words = new Uint32Array([1, 2, 3, 4, 5, 6, 7, 8]);
  const swapped = new Uint32Array([5, 2, 3, 4, 1, 6, 7, 8]);
  const rotated = new Uint32Array([2, 3, 4, 1, 5, 6, 7, 8]);
  expect(new Set([words, swapped, rotated].map((w) => checksum(w.buffer))).size).toBe(3);
});

test("it stays what it is: a database outlives its build", () => {
  expect(sum(new TextEncoder().encode("the same for ever"))).toBe(3977859142);
});
