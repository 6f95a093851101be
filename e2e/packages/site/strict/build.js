import { join } from "node:path";
import { build } from "esbuild";

const from = (path) => join(import.meta.dirname, path);
await build({
  ...{ bundle: true, format: "esm", splitting: true, logLevel: "warning" },
  ...{ entryPoints: [from("modules.js")], outdir: from("dist") },
});
