/** Builds apps/inspector: its page, and the panel for other pages, as a script (`panel.js`) and as a module. */
import { join } from "node:path";
import { build } from "vite";
import { root } from "./root.mjs";

/**
 * @typedef {object} InspectorBuild
 * @property {string} page the folder of the page, which is emptied before
 * @property {string} [panel] the folder of the panel; default: that of the page
 * @property {string} [module] what the panel's module is called; default `panel.mjs`
 * @property {boolean} [sourcemap]
 * @property {(id: string) => void} [onModule] called for each module that was included
 */

/** @param {InspectorBuild} options */
export async function buildInspector(options) {
  const { page, panel = page, module = "panel.mjs", sourcemap = false, onModule } = options;
  const common = {
    configFile: /** @type {const} */ (false),
    root: join(root, "apps/inspector"),
    logLevel: /** @type {const} */ ("warn"),
    plugins: onModule === undefined ? [] : [reportModules(onModule)],
  };
  const target = "es2022";
  await build({
    ...common,
    base: "./",
    build: { outDir: page, emptyOutDir: true, target, sourcemap },
  });
  /** @param {import("vite").LibraryOptions} lib */
  const buildPanel = (lib) =>
    build({
      ...common,
      // A library build leaves this to the next bundler, which may not do it.
      define: { "process.env.NODE_ENV": '"production"' },
      // The page may be built into the same folder.
      build: { outDir: panel, emptyOutDir: false, target, sourcemap, lib },
    });
  const script = { entry: "src/panel-script.ts", name: "swarmlaneInspector" };
  await buildPanel({ ...script, formats: ["iife"], fileName: () => "panel.js" });
  await buildPanel({ entry: "src/panel.ts", formats: ["es"], fileName: () => module });
}

/**
 * @param {(id: string) => void} onModule
 * @returns {import("vite").Plugin}
 */
function reportModules(onModule) {
  return {
    name: "swarmlane:report-modules",
    generateBundle(_, chunks) {
      for (const chunk of Object.values(chunks))
        if (chunk.type === "chunk") chunk.moduleIds.forEach(onModule);
    },
  };
}
