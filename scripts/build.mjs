/** `npm run build`: everything that is published. `--if-stale`: only what is older than its sources. */
import { createRequire } from "node:module";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { adapters } from "./bundle/adapters.mjs";
import { bundle } from "./bundle/bundle.mjs";
import { buildInspectorPackage } from "./bundle/inspector.mjs";
import { licencesOf } from "./bundle/licences.mjs";
import { filesOf, joinTexts } from "./bundle/source-map.mjs";
import { bundleTypes } from "./bundle/types.mjs";
import { isBuilt } from "./lib/is-built.mjs";
import { zippedSize } from "./lib/measure-sizes.mjs";
import { root } from "./lib/root.mjs";

const onlyStale = process.argv.includes("--if-stale");
if (!onlyStale || !isBuilt("inspector")) await buildInspectorPackage();
if (onlyStale && isBuilt("packages")) process.exit();

/** @typedef {import("./bundle/bundle.mjs").BundledFile} BundledFile */

const require = createRequire(import.meta.url);
const loader = "packages/loader";
/** What a site manages its stored streams with: apart, since most pages have no need of it. */
const storageEntry = "packages/loader/src/storage/index.ts";

/**
 * By path from the root. Nothing is written before everything is there: a build that fails leaves the former one.
 * @type {Map<string, string>}
 */
const files = new Map();
/**
 * The modules in each package's files, by its folder: their authors' licences go with them.
 * @type {Map<string, Set<string>>}
 */
const moduleIds = new Map();

/**
 * Parts of the host that are in no bundle (packages/loader/src/host/host-part.ts), and the modules that they are.
 */
const parts = {
  "inspector-feed": await bundlePart("packages/inspection/src/feed.ts"),
  "indexeddb-store": await bundlePart("packages/storage/src/idb-store.ts"),
};
for (const [name, part] of Object.entries(parts)) {
  put(`${loader}/dist/${name}.js`, part);
  put(`${loader}/build/swarmlane-${name}.js`, part);
}
const worker = await bundleWorker(true);
/** What the host's texts are called in the loader's sources. */
const texts = {
  __SWARMLANE_WORKER__: JSON.stringify(worker.code),
  __SWARMLANE_INSPECTOR_FEED__: JSON.stringify(parts["inspector-feed"].code),
  __SWARMLANE_INDEXEDDB_STORE__: JSON.stringify(parts["indexeddb-store"].code),
};
put(`${loader}/dist/worker.js`, worker);
await buildModules(loader);
await buildTypes(loader, []);
await buildStorage();
// Scripts, in a package of modules.
files.set(`${loader}/build/package.json`, '{ "type": "commonjs" }\n');
const script = `${loader}/src/global-script.ts`;
await buildScript(
  script,
  `${loader}/build/p2p-media-loader-core.js`,
  await bundleWorker(false),
  false,
);
await buildScript(script, `${loader}/build/p2p-media-loader-core.min.js`, worker, true);
writeLicences(loader);
for (const { name, player } of adapters) await buildAdapter(`packages/${name}`, name, player);

const folders = [`${loader}/dist`, `${loader}/build`];
folders.push(...adapters.map(({ name }) => `packages/${name}/dist`));
for (const folder of folders) {
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, folder));
}
for (const [path, text] of files) {
  writeFileSync(join(root, path), text);
  const size = Buffer.byteLength(text) / 1000;
  const shown = path.replace("packages/", "");
  if (!path.endsWith(".map"))
    console.log(
      `${shown.padEnd(46)} ${size.toFixed(1)} kB, gzip ${zippedSize(text).toFixed(1)} kB`,
    );
}

await checkModules(loader, "Events,HybridLoader,LoaderError,Segment,indexedDBStorage,version");
for (const { name, exports } of adapters) await checkModules(`packages/${name}`, exports);

/**
 * A player's adapter: the loader is in it, so that one file is all that a page needs (ADR 0022).
 * @param {string} folder
 * @param {string} name
 * @param {string} player whose types the declarations import
 */
async function buildAdapter(folder, name, player) {
  put(`${folder}/dist/worker.js`, worker);
  await buildModules(folder);
  await buildTypes(folder, [player]);
  const path = `${folder}/dist/swarmlane-${name}.min.js`;
  await buildScript(`${folder}/src/global-script.ts`, path, worker, true);
  for (const [name, part] of Object.entries(parts)) {
    put(`${folder}/dist/swarmlane-${name}.js`, part);
  }
  writeLicences(folder);
}

/**
 * @param {string} folder
 * @param {readonly string[]} external
 */
async function buildTypes(folder, external) {
  const types = await bundleTypes(`${folder}/src/index.ts`, external);
  files.set(`${folder}/dist/index.d.ts`, types);
  files.set(`${folder}/dist/index.d.cts`, types);
}

/** @param {string} folder */
function writeLicences(folder) {
  const licences = licencesOf(moduleIds.get(folder) ?? []);
  files.set(`${folder}/dist/THIRD-PARTY-LICENSES.txt`, licences);
}

/**
 * Server-side rendering imports us, too: the modules must load where there is no page, and export the same names.
 * @param {string} folder
 * @param {string} wanted
 */
async function checkModules(folder, wanted) {
  /** @type {unknown[]} */
  const modules = [
    await import(pathToFileURL(join(root, folder, "dist/index.mjs")).href),
    require(join(root, folder, "dist/index.cjs")),
  ];
  for (const module of modules) {
    const names = Object.keys(/** @type {object} */ (module)).join();
    if (names !== wanted) throw new Error(`${folder} exports ${names}, not ${wanted}`);
  }
}

/** @param {boolean} minify */
function bundleWorker(minify) {
  const entry = "packages/worker/src/worker-entry.ts";
  return bundleOne({ entry, format: "iife", fileName: "worker.js", minify });
}

/** @param {string} entry */
function bundlePart(entry) {
  return bundleOne({ entry, format: "es", fileName: "part.js", minify: true });
}

async function buildStorage() {
  for (const [format, fileName] of /** @type {const} */ ([
    ["es", "storage.mjs"],
    ["cjs", "storage.cjs"],
  ])) {
    put(`${loader}/dist/${fileName}`, await bundleOne({ entry: storageEntry, format, fileName }));
  }
  const declarations = await bundleTypes(storageEntry);
  files.set(`${loader}/dist/storage.d.ts`, declarations);
  files.set(`${loader}/dist/storage.d.cts`, declarations);
  const script = await bundleOne({
    entry: "packages/loader/src/storage/global-script.ts",
    format: "iife",
    fileName: "swarmlane-storage.js",
    minify: true,
  });
  put(`${loader}/build/swarmlane-storage.min.js`, script);
}

/**
 * The host for pages without workers is a chunk of its own, loaded when it is needed.
 * @param {string} folder
 */
async function buildModules(folder) {
  for (const [format, fileName] of /** @type {const} */ ([
    ["es", "index.mjs"],
    ["cjs", "index.cjs"],
  ])) {
    const chunks = await bundle({
      entry: `${folder}/src/index.ts`,
      format,
      fileName,
      embeddedHost: "module",
      define: texts,
    });
    for (const chunk of chunks) put(`${folder}/dist/${chunk.fileName}`, chunk);
  }
}

/**
 * The worker script goes in once, as a function around the page's part (`embedded-host.script.ts`). It is put there
 * as text, after bundling: no bundler may rename what is free in it.
 *
 * @param {string} scriptEntry
 * @param {string} path
 * @param {BundledFile} host
 * @param {boolean} minify
 */
async function buildScript(scriptEntry, path, host, minify) {
  const page = await bundleOne({
    entry: scriptEntry,
    format: "iife",
    fileName: "script.js",
    minify,
    embeddedHost: "script",
  });
  const joined = joinTexts([
    ...["(function(__SWARMLANE_HOST__){", page, "\n})("],
    ...["function(addEventListener,removeEventListener){", host, "\n});\n"],
  ]);
  put(path, { ...page, ...joined, modules: new Map([...page.modules, ...host.modules]) });
}

/**
 * One file of what a package publishes. Its source map lies beside it, except for the texts of the host's parts, and for
 * CommonJS: it is the same code as the modules, and bundlers take those.
 * @param {string} path
 * @param {BundledFile} file
 */
function put(path, file) {
  const folder = path.split("/").slice(0, 2).join("/");
  const known = moduleIds.get(folder) ?? new Set();
  moduleIds.set(folder, new Set([...known, ...file.modules.keys()]));
  if (/-script\.mjs$|\.cjs$/.test(path)) files.set(path, file.code);
  else for (const [name, text] of filesOf(path, file)) files.set(name, text);
}

/**
 * For an entry that is one file.
 * @param {import("./bundle/bundle.mjs").BundleOptions} options
 */
async function bundleOne(options) {
  const [file] = await bundle(options);
  if (file === undefined) throw new Error(`${options.entry}: no output`);
  return file;
}
