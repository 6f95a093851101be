/** `npm run build`: everything that `packages/loader` publishes. */
import { createRequire } from "node:module";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { bundle } from "./bundle/bundle.mjs";
import { bundleTypes } from "./bundle/types.mjs";
import { root } from "./lib/root.mjs";

const require = createRequire(import.meta.url);
const target = join(root, "packages/loader");
const entry = "packages/loader/src/index.ts";

/**
 * By path in the package. Nothing is written before everything is there: a build that fails leaves the former one.
 * @type {Map<string, string>}
 */
const files = new Map();

const worker = await bundleWorker(true);
files.set("dist/worker.js", worker);
await buildModules();
const types = await bundleTypes(entry);
files.set("dist/index.d.ts", types);
files.set("dist/index.d.cts", types);
// Scripts, in a package of modules.
files.set("build/package.json", '{ "type": "commonjs" }\n');
await buildScript("build/p2p-media-loader-core.js", await bundleWorker(false), false);
await buildScript("build/p2p-media-loader-core.min.js", worker, true);

for (const folder of ["dist", "build"]) {
  rmSync(join(target, folder), { recursive: true, force: true });
  mkdirSync(join(target, folder));
}
for (const [path, text] of files) {
  writeFileSync(join(target, path), text);
  const [size, zipped] = [Buffer.byteLength(text), gzipSync(text).byteLength];
  console.log(`${path.padEnd(40)} ${kilobytes(size)}, gzip ${kilobytes(zipped)}`);
}

await checkModules();

/**
 * Server-side rendering imports us, too: the modules must load where there is no page, and export the same names.
 */
async function checkModules() {
  /** @type {unknown[]} */
  const modules = [
    await import(pathToFileURL(join(target, "dist/index.mjs")).href),
    require(join(target, "dist/index.cjs")),
  ];
  for (const module of modules) {
    const names = Object.keys(/** @type {object} */ (module)).join();
    const wanted = "Events,HybridLoader,LoaderError,Segment,version";
    if (names !== wanted) throw new Error(`the modules export ${names}, not ${wanted}`);
  }
}

/** @param {boolean} minify */
async function bundleWorker(minify) {
  const [file] = await bundle({
    entry: "packages/worker/src/worker-entry.ts",
    format: "iife",
    fileName: "worker.js",
    minify,
  });
  return file?.code ?? "";
}

/** The host for pages without workers is a chunk of its own, loaded when it is needed. */
async function buildModules() {
  for (const [format, fileName] of /** @type {const} */ ([
    ["es", "index.mjs"],
    ["cjs", "index.cjs"],
  ])) {
    const chunks = await bundle({
      entry,
      format,
      fileName,
      embeddedHost: "module",
      define: { __SWARMLANE_WORKER__: JSON.stringify(worker) },
    });
    for (const { fileName: name, code } of chunks) files.set(`dist/${name}`, code);
  }
}

/**
 * The worker script goes in once, as a function around the page's part (`embedded-host.script.ts`). It is put there
 * as text, after bundling: no bundler may rename what is free in it.
 *
 * @param {string} path
 * @param {string} workerCode
 * @param {boolean} minify
 */
async function buildScript(path, workerCode, minify) {
  const [file] = await bundle({
    entry: "packages/loader/src/global-script.ts",
    format: "iife",
    fileName: "p2p-media-loader-core.js",
    minify,
    embeddedHost: "script",
  });
  const host = `function(addEventListener,removeEventListener){${workerCode}\n}`;
  files.set(path, `(function(__SWARMLANE_HOST__){${file?.code ?? ""}\n})(${host});\n`);
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
