/** Builds apps/demo, and apps/inspector below it, into a folder of their own and serves them on loopback. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, preview } from "vite";
import { buildInspector } from "./inspector-page.mjs";
import { root } from "./root.mjs";

/**
 * What the page asks its server for (apps/demo/src/session.ts).
 * @typedef {import("../../apps/demo/src/session.ts").Served} Served
 */

/**
 * Takes the first free port from `port` on.
 * @param {number} port
 * @param {Served} served
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function servePlayerPage(port, served) {
  // Two servers may run at once: each has its own copy, for as long as it runs.
  const outDir = mkdtempSync(join(tmpdir(), "swarmlane-page-"));
  process.once("exit", () => rmSync(outDir, { recursive: true, force: true }));
  const common = { configFile: /** @type {const} */ (false), root: join(root, "apps/demo") };
  await build({
    ...common,
    logLevel: "warn",
    base: "./",
    build: {
      ...{ outDir, emptyOutDir: true, target: "es2022" },
      // The scripts of 0.6.2 are served as they ship.
      assetsInlineLimit: 0,
      // A player is a chunk of its own, loaded when it is chosen. kB.
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { checks: { bundlerTimings: false } },
    },
  });
  // Of the same origin, so that it hears the player.
  await buildInspector({ page: join(outDir, "inspector") });
  const server = await preview({
    ...common,
    logLevel: "error",
    build: { outDir },
    preview: { host: "127.0.0.1", port, strictPort: false },
    plugins: [sessionRoute(served)],
  });
  return { url: server.resolvedUrls?.local[0] ?? "", close: () => server.close() };
}

/**
 * @param {Served} served
 * @returns {import("vite").Plugin}
 */
function sessionRoute(served) {
  return {
    name: "session-route",
    configurePreviewServer(server) {
      server.middlewares.use("/session.json", (_request, response) => {
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify(served));
      });
    },
  };
}
