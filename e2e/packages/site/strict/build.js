import { join } from "node:path";
import * as esbuild from "esbuild";
import * as vite from "vite";

const from = (path) => join(import.meta.dirname, path);
await esbuild.build({
  ...{ bundle: true, format: "esm", splitting: true, logLevel: "warning" },
  ...{ entryPoints: [from("modules.js")], outdir: from("dist") },
});
await vite.build({
  ...{ root: import.meta.dirname, base: "./", logLevel: "warn", configFile: false },
  build: { outDir: from("vite"), rolldownOptions: { input: from("copies.html") } },
});
