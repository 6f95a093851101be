/** Imports a TypeScript module of the workspace into a script: Node 20 cannot, Vite's module runner can. */
import { join } from "node:path";
import { runnerImport } from "vite";
import { root } from "./root.mjs";

/**
 * @template Module
 * @param {string} path from the root
 * @returns {Promise<Module>}
 */
export async function loadTypeScript(path) {
  /** @type {{ module: Module }} */
  const { module } = await runnerImport(join(root, path), {
    root,
    logLevel: "error",
    // The workspace's own packages are TypeScript too; those from npm are left to Node.
    environments: { inline: { resolve: { noExternal: [/^@swarmlane\//] } } },
  });
  return module;
}
