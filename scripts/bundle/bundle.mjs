/** One bundle by Vite, in memory. What may not be in a page is found here. */
import { join } from "node:path";
import { build } from "vite";
import { loadTypeScript } from "../lib/load-typescript.mjs";
import { root } from "../lib/root.mjs";
import { minifyAgain } from "./minify.mjs";
import { emptyMap, nameSources } from "./source-map.mjs";

/**
 * @typedef {object} BundledFile
 * @property {string} fileName
 * @property {string} code without the address of its map
 * @property {SourceMap} map
 * @property {ReadonlyMap<string, number>} modules by id: characters that it brings, before minification
 */
/**
 * @typedef {object} BundleOptions
 * @property {string} entry path from the root
 * @property {"es" | "cjs" | "iife"} format
 * @property {string} fileName of the entry's file
 * @property {boolean} [minify]
 * @property {"module" | "script"} [embeddedHost] which variant of the loader's `embedded-host.ts` goes in
 * @property {Record<string, string>} [define]
 */

/** @typedef {import("./source-map.mjs").SourceMap} SourceMap */

/** Private fields and `??=` are lowered: older televisions and phones play video, too. */
const year = 2020;

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
    resolve: {
      // Named, because Vite's own choice goes by NODE_ENV, and XState's development build is 1 kB more.
      conditions: ["module", "browser", "production"],
      // The adapters carry the loader, from its sources: its own dist/ would bring the worker's text as a string.
      alias: { swarmlane: join(root, "packages/loader/src/index.ts") },
    },
    build: {
      write: false,
      // The map is made, and nothing names it: who writes the file knows where.
      sourcemap: "hidden",
      target: `es${year}`,
      minify,
      lib: { entry, formats: [format], name: "swarmlane", fileName: () => fileName },
      rolldownOptions: {
        // `this.x = …` rather than a helper: none of our classes redefines a field of its base.
        transform: { assumptions: { setPublicClassFields: true } },
        output: {
          chunkFileNames: ({ isDynamicEntry, name }) =>
            fileName.replace("index", isDynamicEntry ? nameOfPart(name) : "shared-[name]"),
          exports: format === "cjs" ? "named" : "auto",
        },
      },
    },
  });
  const result = [output].flat().find((one) => "output" in one);
  if (result === undefined) throw new Error(`${entry}: no output`);
  const chunks = result.output.filter((file) => file.type === "chunk");
  return Promise.all(
    chunks.map(async ({ fileName: name, code, map: ownMap, moduleIds, modules }) => {
      checkModules(fileName, moduleIds);
      // A chunk that only passes on exports has none.
      const map = nameSources(/** @type {SourceMap} */ (ownMap ?? emptyMap));
      const text = { code, map };
      return {
        fileName: name,
        ...(minify ? await minifyAgain(text, year) : text),
        modules: new Map(moduleIds.map((id) => [id, modules[id]?.renderedLength ?? 0])),
      };
    }),
  );
}

/**
 * What is loaded only when it is needed: the host for pages without workers, and the texts of the host's parts.
 * @param {string} name of its module
 */
function nameOfPart(name) {
  return name.endsWith("-script") ? name : "inline-host";
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

/**
 * No Node built-in that Vite had to stub; simple-peer as the only peer implementation, without the packages that
 * packages/peers/vite-aliases.ts has stand-ins for; nothing that is for development only.
 */
const forbidden = [
  /__vite-browser-external:/,
  /^node:/,
  /@thaunknown\//,
  /node_modules\/(ws|readable-stream|(safe-)?buffer|debug)\//,
  /\.development\./,
];

/**
 * @param {string} fileName
 * @param {string[]} moduleIds
 */
function checkModules(fileName, moduleIds) {
  const strays = moduleIds.filter((id) => forbidden.some((pattern) => pattern.test(id)));
  if (strays.length > 0) throw new Error(`${fileName} must not contain ${strays.join(", ")}`);
}
