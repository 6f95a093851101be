/** What a published package.json must say, and what must lie beside it: a registry accepts a package without most of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { publishedPackages, readManifest, workspacePackages } from "./published.mjs";
import { root } from "./root.mjs";

const published = publishedPackages();
const rootManifest = /** @type {Record<string, unknown>} */ ({ ...readManifest(".") });
const privateNames = workspacePackages()
  .filter(({ manifest }) => manifest.private)
  .map(({ manifest }) => manifest.name);

test("nothing is published by accident", () => {
  expect(published.map(({ manifest }) => manifest.name).sort()).toEqual([
    "@swarmlane/dashjs",
    "@swarmlane/hlsjs",
    "@swarmlane/inspector",
    "@swarmlane/shaka",
    "@swarmlane/videojs",
    "swarmlane",
  ]);
});

test("all published packages have the version of the workspace", () => {
  for (const { manifest } of published) expect(manifest.version).toBe(rootManifest["version"]);
});

describe.each(published.map((one) => [one.manifest.name, one]))("%s", (_, { folder, manifest }) => {
  const fields = /** @type {Record<string, unknown>} */ ({ ...manifest });

  test("has everything that a registry, a bundler and a reader need", () => {
    expect(fields).toMatchObject({
      version: like(/^\d+\.\d+\.\d+/),
      description: like(/.{40,}\.$/),
      license: "Apache-2.0",
      type: "module",
      engines: rootManifest["engines"],
      publishConfig: { access: "public" },
      scripts: { prepack: like(/build\.mjs --if-stale/) },
      exports: { "./package.json": "./package.json" },
    });
    expect(fields["keywords"]).toContain("p2p");
    expect(fields["files"]).toContain("dist");
    expect(fields["sideEffects"]).toBeDefined();
  });

  test("names the types first in each condition of its exports, and an entry for modules", () => {
    const conditions = conditionsOf(fields["exports"]);
    expect(conditions.length).toBeGreaterThan(0);
    for (const condition of conditions) {
      const keys = Object.keys(condition);
      if (keys.includes("default")) expect(keys).toEqual(["types", "default"]);
      else expect(keys[0]).toBe("import");
    }
  });

  test("depends on nothing that is not published", () => {
    const needed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    expect(needed.filter((name) => privateNames.includes(name))).toEqual([]);
  });

  test("carries the licence of the repository, and a README", () => {
    const read = (/** @type {string} */ path) => readFileSync(join(root, path), "utf8");
    expect(read(`${folder}/LICENSE`)).toBe(read("LICENSE"));
    expect(read(join(folder, "README.md"))).toContain(`npm install ${manifest.name}`);
  });
});

/** @param {RegExp} pattern @returns {unknown} */
function like(pattern) {
  return expect.stringMatching(pattern);
}

/**
 * @param {unknown} exports of a package.json
 * @returns {object[]} the objects of conditions in it, whatever their depth
 */
function conditionsOf(exports) {
  if (typeof exports !== "object" || exports === null) return [];
  const isMap = Object.keys(exports).some((key) => key.startsWith("."));
  return [...(isMap ? [] : [exports]), ...Object.values(exports).flatMap(conditionsOf)];
}
