import fc from "fast-check";
import { expect, test } from "vitest";
import * as bytes from "./tracker-bytes.ts";

test("binary strings, hex and bytes are converted as Node's Buffer converts them", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (content) => {
      const buffer = Buffer.from(content);
      const [hex, binary] = [buffer.toString("hex"), buffer.toString("latin1")];
      expect(bytes.arr2hex(content)).toBe(hex);
      expect(bytes.bin2hex(binary)).toBe(hex);
      expect(bytes.hex2bin(hex)).toBe(binary);
      expect([...bytes.hex2arr(hex)]).toEqual([...content]);
    }),
  );
});

test("text survives as UTF-8", () => {
  expect(bytes.arr2text(bytes.text2arr("поток 🎬"))).toBe("поток 🎬");
});

test.each([
  ["\u0000".repeat(20), true],
  ["\u00ff".repeat(20), true],
  ["\u0100".repeat(20), false],
  ["x".repeat(19), false],
  [20, false],
  [null, false],
])("%j is a hash of 20 bytes: %s", (value, expected) => {
  expect(bytes.isBinary(value, 20)).toBe(expected);
});
