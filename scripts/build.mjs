/** `npm run build`: everything that `packages/loader` publishes. */
import { createRequire } from "node:module";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle/bundle.mjs";
import { licencesOf } from "./bundle/licences.mjs";
import { bundleTypes } from "./bundle/types.mjs";
import { zippedSize } from "./lib/measure-sizes.mjs";
import { root } from "./lib/root.mjs";

const require = createRequire(import.meta.url);
const target = join(root, "packages/loader");
const entry = "packages/loader/src/index.ts";
/** What a site manages its stored streams with: apart, since most pages have no need of it. */
const storageEntry = "packages/loader/src/storage/index.ts";

/**
 * By path in the package. Nothing is written before everything is there: a build that fails leaves the former one.
 * @type {Map<string, string>}
 */
const files = new Map();
/** @type {Set<string>} */
const moduleIds = new Set();

/**
 * Parts of the host that are in no bundle (packages/loader/src/host/host-part.ts), and the modules that they are.
 */
const parts = {
  "inspector-feed": await bundlePart("packages/inspector/src/feed.ts"),
  "indexeddb-store": await bundlePart("packages/storage/src/idb-store.ts"),
};
for (const [name, text] of Object.entries(parts)) {
  files.set(`dist/${name}.js`, text);
  files.set(`build/swarmlane-${name}.js`, text);
}
const worker = await bundleWorker(true);
files.set("dist/worker.js", worker);
await buildModules();
const types = await bundleTypes(entry);
files.set("dist/index.d.ts", types);
files.set("dist/index.d.cts", types);
await buildStorage();
// Scripts, in a package of modules.
files.set("build/package.json", '{ "type": "commonjs" }\n');
await buildScript("build/p2p-media-loader-core.js", await bundleWorker(false), false);
await buildScript("build/p2p-media-loader-core.min.js", worker, true);
files.set("dist/THIRD-PARTY-LICENSES.txt", licencesOf(moduleIds));

for (const folder of ["dist", "build"]) {
  rmSync(join(target, folder), { recursive: true, force: true });
  mkdirSync(join(target, folder));
}
for (const [path, text] of files) {
  writeFileSync(join(target, path), text);
  const size = Buffer.byteLength(text) / 1000;
  console.log(`${path.padEnd(40)} ${size.toFixed(1)} kB, gzip ${zippedSize(text).toFixed(1)} kB`);
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
    const wanted = "Events,HybridLoader,LoaderError,Segment,indexedDBStorage,version";
    if (names !== wanted) throw new Error(`the modules export ${names}, not ${wanted}`);
  }
}

/** @param {boolean} minify */
async function bundleWorker(minify) {
  const [file] = await assemble({
    entry: "packages/worker/src/worker-entry.ts",
    format: "iife",
    fileName: "worker.js",
    minify,
  });
  return file?.code ?? "";
}

/** @param {string} entry */
async function bundlePart(entry) {
  const [file] = await assemble({ entry, format: "es", fileName: "part.js", minify: true });
  return file?.code ?? "";
}

async function buildStorage() {
  for (const [format, fileName] of /** @type {const} */ ([
    ["es", "storage.mjs"],
    ["cjs", "storage.cjs"],
  ])) {
    const [file] = await assemble({ entry: storageEntry, format, fileName });
    files.set(`dist/${fileName}`, file?.code ?? "");
  }
  const declarations = await bundleTypes(storageEntry);
  files.set("dist/storage.d.ts", declarations);
  files.set("dist/storage.d.cts", declarations);
  const [script] = await assemble({
    entry: "packages/loader/src/storage/global-script.ts",
    format: "iife",
    fileName: "swarmlane-storage.js",
    minify: true,
  });
  files.set("build/swarmlane-storage.min.js", script?.code ?? "");
}

/** The host for pages without workers is a chunk of its own, loaded when it is needed. */
async function buildModules() {
  for (const [format, fileName] of /** @type {const} */ ([
    ["es", "index.mjs"],
    ["cjs", "index.cjs"],
  ])) {
    const chunks = await assemble({
      entry,
      format,
      fileName,
      embeddedHost: "module",
      define: {
        __SWARMLANE_WORKER__: JSON.stringify(worker),
        __SWARMLANE_INSPECTOR_FEED__: JSON.stringify(parts["inspector-feed"]),
        __SWARMLANE_INDEXEDDB_STORE__: JSON.stringify(parts["indexeddb-store"]),
      },
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
  const [file] = await assemble({
    entry: "packages/loader/src/global-script.ts",
    format: "iife",
    fileName: "p2p-media-loader-core.js",
    minify,
    embeddedHost: "script",
  });
  const host = `function(addEventListener,removeEventListener){${workerCode}\n}`;
  files.set(path, `(function(__SWARMLANE_HOST__){${file?.code ?? ""}\n})(${host});\n`);
}

/**
 * Bundles, and remembers whose code it was.
 * @param {import("./bundle/bundle.mjs").BundleOptions} options
 */
async function assemble(options) {
  const chunks = await bundle(options);
  for (const { modules } of chunks) for (const id of modules.keys()) moduleIds.add(id);
  return chunks;
}
