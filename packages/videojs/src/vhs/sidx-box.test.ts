import { expect, test } from "vitest";
import { findIndex } from "./sidx-box.ts";

test("finds the index behind the boxes before it, with its place in the file", () => {
  const file = box("ftyp", 4) + box("moov", 300) + box("sidx", 3) + box("moof", 10);

  expect(findIndex(file)).toEqual({
    range: { start: 320, end: 330 },
    bytes: Uint8Array.from(box("sidx", 3), (character) => character.charCodeAt(0)),
  });
});

test("waits until the index has come completely", () => {
  const file = box("ftyp", 4) + box("sidx", 30);

  expect(findIndex(file.slice(0, 4))).toBeUndefined();
  expect(findIndex(file.slice(0, -1))).toBeUndefined();
  expect(findIndex(file)).toBeDefined();
});

test("takes the low eight bits, as x-user-defined needs it", () => {
  const high = box("sidx", 1, 0xf7ff);

  expect(findIndex(high)?.bytes.at(-1)).toBe(0xff);
});

test.each([
  ["no text", ""],
  ["a TS segment", "G".repeat(376)],
  ["a box of no size", "\0\0\0\0ftyp".repeat(1000)],
  ["boxes without end", box("free", 0).repeat(1000) + box("sidx", 1)],
])("%s has none", (_what, file) => {
  expect(findIndex(file)).toBeUndefined();
});

function box(type: string, length: number, fill = 7): string {
  const size = length + 8;
  const header = [size >> 24, size >> 16, size >> 8, size].map((byte) => byte & 0xff);
  return String.fromCharCode(...header) + type + String.fromCharCode(fill).repeat(length);
}
