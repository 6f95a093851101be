/**
 * `npm run lint:package`: checks that the published packages can be imported everywhere, with their types, and that the
 * types are those in `api/`.
 */
import { publishedPackages } from "./lib/published.mjs";
import { run } from "./lib/run.mjs";

for (const { folder, manifest } of publishedPackages()) {
  const hasCommonJs = JSON.stringify(manifest.exports).includes('"require"');
  const isSound =
    (await run("publint", ["--strict", folder])) === 0 &&
    (await run("attw", ["--pack", folder, "--profile", hasCommonJs ? "strict" : "esm-only"])) === 0;
  if (!isSound) process.exitCode = 1;
}
if ((await run("node", ["scripts/api.mjs", "--check"])) !== 0) process.exitCode = 1;
