import { defineConfig } from "vitest/config";
import { peersInBrowser } from "./packages/peers/vite-aliases.ts";
import { projects } from "./vitest.workspace.ts";

export default defineConfig({
  plugins: [peersInBrowser()],
  test: { projects },
});
