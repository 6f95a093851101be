/** One bundle by Vite, in memory. What may not be in a page is found here. */
import { build } from "vite";
import { loadTypeScript } from "../lib/load-typescript.mjs";
import { root } from "../lib/root.mjs";

/** @typedef {{ fileName: string, code: string }} BundledFile */
/**
 * @typedef {object} BundleOptions
 * @property {string} entry path from the root
 * @property {"es" | "cjs" | "iife"} format
 * @property {string} fileName of the entry's file
 * @property {boolean} [minify]
 * @property {"module" | "script"} [embeddedHost] which variant of the loader's `embedded-host.ts` goes in
 * @property {Record<string, string>} [define]
 */

/** Private fields and `??=` are lowered: older televisions and phones play video, too. */
const target = "es2020";

/**
 * @param {BundleOptions} options
 * @returns {Promise<BundledFile[]>} the entry's file first
 */
export async function bundle({ entry, format, fileName, minify = false, ...options }) {
  const { peersInBrowser } = await loadPeersPlugin();
  const output = await build({
    configFile: false,
    root,
    logLevel: "warn",
    define: { "process.env.NODE_ENV": '"production"', ...options.define },
    plugins: [peersInBrowser(), swapEmbeddedHost(options.embeddedHost)],
    build: {
      write: false,
      target,
      minify,
      lib: { entry, formats: [format], name: "swarmlane", fileName: () => fileName },
      rolldownOptions: {
        output: {
          chunkFileNames: ({ isDynamicEntry }) =>
            fileName.replace("index", isDynamicEntry ? "inline-host" : "shared-[name]"),
          exports: format === "cjs" ? "named" : "auto",
        },
      },
    },
  });
  const result = [output].flat().find((one) => "output" in one);
  if (result === undefined) throw new Error(`${entry}: no output`);
  return result.output
    .filter((file) => file.type === "chunk")
    .map((file) => {
      checkModules(fileName, file.moduleIds);
      return { fileName: file.fileName, code: file.code };
    });
}

/** @returns {Promise<typeof import("../../packages/peers/vite-aliases.ts")>} */
function loadPeersPlugin() {
  return loadTypeScript("packages/peers/vite-aliases.ts");
}

/**
 * @param {BundleOptions["embeddedHost"]} variant
 * @returns {import("vite").Plugin}
 */
function swapEmbeddedHost(variant) {
  return {
    name: "swarmlane:embedded-host",
    enforce: "pre",
    resolveId(source, importer) {
      if (variant === undefined || source !== "./embedded-host.ts") return null;
      return this.resolve(`./embedded-host.${variant}.ts`, importer);
    },
  };
}

/** No Node built-in that Vite had to stub, and simple-peer as the only peer implementation. */
const forbidden = [/__vite-browser-external:/, /^node:/, /@thaunknown\//, /node_modules\/ws\//];

/**
 * @param {string} fileName
 * @param {string[]} moduleIds
 */
function checkModules(fileName, moduleIds) {
  const strays = moduleIds.filter((id) => forbidden.some((pattern) => pattern.test(id)));
  if (strays.length > 0) throw new Error(`${fileName} must not contain ${strays.join(", ")}`);
}
