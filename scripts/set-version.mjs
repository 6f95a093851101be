/**
 * After `changeset version`: gives the version of the published packages to the workspace and to the constant that the loader
 * exports. Part of `npm run release:version`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readManifest } from "./lib/published.mjs";
import { root } from "./lib/root.mjs";

const { version } = readManifest("packages/loader");
replaceIn("package.json", /("version": ")[^"]+/);
replaceIn("packages/loader/src/version.ts", /(version = ")[^"]+/);

/**
 * @param {string} file from the root
 * @param {RegExp} pattern with what stands before the version as its group
 */
function replaceIn(file, pattern) {
  const path = join(root, file);
  const text = readFileSync(path, "utf8");
  if (!pattern.test(text)) throw new Error(`${file} has no version`);
  writeFileSync(
    path,
    text.replace(pattern, (_, before) => `${before}${version}`),
  );
}
