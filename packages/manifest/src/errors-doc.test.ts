/** docs/errors.md has a cause and a remedy for every error of a manifest. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { manifestErrorCodes } from "./errors.ts";

const document = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");
const [, section = ""] = document.split("\n## Manifests\n");

test("every code is listed once", () => {
  const codes = [...section.matchAll(/^\| `(MANIFEST_\w+)` +\| \S.*\| \S.*\|$/gm)];
  expect(codes.map(([, code]) => code)).toEqual([...manifestErrorCodes]);
});
