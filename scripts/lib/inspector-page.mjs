/** Builds apps/inspector: its page (`index.html`) and the panel for other pages (`panel.js`), into one folder. */
import { join } from "node:path";
import { build } from "vite";
import { root } from "./root.mjs";

/** @param {string} outDir emptied before */
export async function buildInspector(outDir) {
  const folder = join(root, "apps/inspector");
  await build({
    configFile: false,
    root: folder,
    base: "./",
    logLevel: "warn",
    build: { outDir, emptyOutDir: true, target: "es2022" },
  });
  await build({
    configFile: join(folder, "panel.config.mjs"),
    logLevel: "warn",
    build: { outDir },
  });
}
