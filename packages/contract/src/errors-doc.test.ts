/** docs/errors.md has a cause and a remedy for every error code, and says where each of them is seen. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { blameTable } from "./blame.ts";
import { errorCodes, type ErrorCode } from "./errors.ts";

const document = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");
const [ours = ""] = document.split("\n## Manifests\n");
const rows = [...ours.matchAll(/^\| `([A-Z0-9_]+)` +\|(.*)\|$/gm)].map(
  ([, code = "", rest = ""]) => {
    const [seenIn = "", cause = "", remedy = ""] = rest.split("|").map((cell) => cell.trim());
    return { code, seenIn, cause, remedy };
  },
);

test("every code is listed once, in the order of the code", () => {
  expect(rows.map(({ code }) => code)).toEqual([...errorCodes]);
});

describe("the row of a code", () => {
  test.each(rows)("$code is seen in $seenIn", ({ code, seenIn, cause, remedy }) => {
    const { segmentError } = blameTable[code as ErrorCode];
    expect(seenIn.includes("SegmentError")).toBe(segmentError);
    expect(cause).not.toBe("");
    expect(remedy).not.toBe("");
  });
});
