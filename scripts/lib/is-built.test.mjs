import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { groups, isBuilt } from "./is-built.mjs";

const { products } = groups.packages;
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "swarmlane-is-built-"));
  for (const path of ["packages/a/src/index.ts", "scripts/bundle/bundle.mjs"]) write(path, 1);
  for (const path of ["scripts/build.mjs", "package-lock.json"]) write(path, 1);
  for (const path of products) write(path, 2);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/**
 * @param {string} path
 * @param {number} seconds since the epoch
 */
function write(path, seconds) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), "");
  utimesSync(join(folder, path), seconds, seconds);
}

test("output that is newer than its sources counts as built", () => {
  expect(isBuilt("packages", folder)).toBe(true);
});

test.each(products)("without %s nothing is built", (path) => {
  rmSync(join(folder, path));
  expect(isBuilt("packages", folder)).toBe(false);
});

test.each(["packages/a/src/index.ts", "scripts/bundle/bundle.mjs", "package-lock.json"])(
  "a change of %s asks for a build",
  (path) => {
    write(path, 3);
    expect(isBuilt("packages", folder)).toBe(false);
  },
);
