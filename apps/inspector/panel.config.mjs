/**
 * Builds the panel for other pages: one script for a tag, `vite build -c apps/inspector/panel.config.mjs`, and with
 * `--mode module` one module to import `dockInspector` from. Styles are in both.
 */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // A library build leaves it to whoever bundles it next; nobody does.
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    target: "es2022",
    // The page may be built into the same folder.
    emptyOutDir: false,
    lib:
      mode === "module"
        ? { entry: "src/panel.ts", formats: ["es"], fileName: () => "panel.mjs" }
        : {
            entry: "src/panel-script.ts",
            name: "swarmlaneInspector",
            formats: ["iife"],
            fileName: () => "panel.js",
          },
  },
}));
