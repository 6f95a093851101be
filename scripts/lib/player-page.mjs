/**
 * Serves apps/demo, and apps/inspector below it, on loopback: built into a folder of their own, or from their sources, with
 * the documentation of apps/docs beside them.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, createServer, preview } from "vite";
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
 * The same from the sources: a change of the player page, of the inspector or of the documentation shows at once. Loader
 * and adapters are those that `npm run build` made, and the API pages those that `npm run docs` made.
 * @param {number} port
 * @param {Served} served
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function developPlayerPage(port, served) {
  const page = await createServer({
    configFile: false,
    root: join(root, "apps/demo"),
    logLevel: "warn",
    server: { host: "127.0.0.1", port, fs: { allow: [root] } },
    plugins: [sessionRoute(served)],
  });
  await page.listen();
  const below = {
    middlewareMode: true,
    fs: { allow: [root] },
    ...(page.httpServer !== null && { hmr: { server: page.httpServer } }),
  };
  // Of the same origin, so that it hears the player.
  const inspector = await createServer({
    configFile: false,
    root: join(root, "apps/inspector"),
    base: "/inspector/",
    logLevel: "warn",
    server: below,
  });
  // `npm start` has no need of it.
  const { createServer: createDocsServer } = await import("vitepress");
  const docs = await createDocsServer(join(root, "apps/docs"), { ...below, base: "/docs/" });
  for (const [path, server] of Object.entries({ "/inspector/": inspector, "/docs/": docs })) {
    page.middlewares.stack.unshift({ route: "", handle: routeTo(path, server.middlewares) });
  }
  return {
    url: page.resolvedUrls?.local[0] ?? "",
    close: async () => {
      await Promise.all([inspector.close(), docs.close()]);
      await page.close();
    },
  };
}

/**
 * @param {string} path where the server's addresses begin
 * @param {import("vite").Connect.Server} server
 * @returns {import("vite").Connect.NextHandleFunction}
 */
function routeTo(path, server) {
  return (request, response, next) => {
    if (request.url?.startsWith(path)) server(request, response, next);
    else next();
  };
}

/**
 * @param {Served} served
 * @returns {import("vite").Plugin}
 */
function sessionRoute(served) {
  /** @param {{ middlewares: import("vite").Connect.Server }} server */
  const answer = ({ middlewares }) => {
    middlewares.use("/session.json", (_request, response) => {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(served));
    });
  };
  return { name: "session-route", configureServer: answer, configurePreviewServer: answer };
}
