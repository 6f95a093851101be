import { expect, test } from "vitest";
import { generatePeerId } from "./peer-id.ts";
import { hexToBinary } from "./tracker/tracker-bytes.ts";

test("a peer id has 20 ASCII bytes in the form that WebTorrent uses", () => {
  const id = generatePeerId();
  expect(id).toMatch(/^[0-9a-f]{40}$/);
  expect(hexToBinary(id)).toMatch(/^-WW0006-[A-Za-z0-9]{12}$/);
});

test.each([
  ["1.2.3", "0102"],
  ["10.11", "1011"],
  ["123.4.5", "2304"],
  ["next", "0000"],
])("version %s is written as %s", (version, digits) => {
  expect(hexToBinary(generatePeerId(version)).slice(3, 7)).toBe(digits);
});

test("ids are unique", () => {
  expect(new Set(Array.from({ length: 100 }, () => generatePeerId())).size).toBe(100);
});
