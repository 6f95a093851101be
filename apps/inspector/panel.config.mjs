/** Builds the panel as one script for a tag: `vite build -c apps/inspector/panel.config.mjs`. Styles are in it. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // A library build leaves it to whoever bundles it next; nobody does.
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    target: "es2022",
    // The page may be built into the same folder.
    emptyOutDir: false,
    lib: {
      entry: "src/panel-script.ts",
      name: "swarmlaneInspector",
      formats: ["iife"],
      fileName: () => "panel.js",
    },
  },
});
