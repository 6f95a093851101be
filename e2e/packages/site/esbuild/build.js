import { join } from "node:path";
import { build } from "esbuild";

const from = (path) => join(import.meta.dirname, path);
const options = { bundle: true, minify: true, logLevel: "warning" };
const main = from("../shared/main.js");
await build({
  ...options,
  ...{ entryPoints: [main], format: "esm", splitting: true, outdir: from("dist") },
});
// Without splitting, chunks that are loaded on demand are in the one file.
await build({ ...options, entryPoints: [main], format: "iife", outfile: from("dist/script.js") });
