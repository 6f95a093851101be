/** Builds apps/inspector into one folder: its page (`index.html`), and the panel for others (`panel.js`, `panel.mjs`). */
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
  const panel = {
    configFile: join(folder, "panel.config.mjs"),
    logLevel: /** @type {const} */ ("warn"),
    build: { outDir },
  };
  await build(panel);
  await build({ ...panel, mode: "module" });
}
