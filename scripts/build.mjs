/** `npm run build`: everything that `packages/loader` publishes. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundle } from "./bundle/bundle.mjs";
import { bundleTypes } from "./bundle/types.mjs";
import { root } from "./lib/root.mjs";

const target = join(root, "packages/loader");
const entry = "packages/loader/src/index.ts";

for (const folder of ["dist", "build"]) {
  rmSync(join(target, folder), { recursive: true, force: true });
  mkdirSync(join(target, folder));
}

const worker = await bundleWorker(true);
write("dist/worker.js", worker);
await buildModules();
const types = await bundleTypes(entry);
write("dist/index.d.ts", types);
write("dist/index.d.cts", types);
// Scripts, in a package of modules.
write("build/package.json", '{ "type": "commonjs" }\n');
await buildScript("build/p2p-media-loader-core.js", await bundleWorker(false), false);
await buildScript("build/p2p-media-loader-core.min.js", worker, true);

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
    const files = await bundle({
      entry,
      format,
      fileName,
      embeddedHost: "module",
      define: { __SWARMLANE_WORKER__: JSON.stringify(worker) },
    });
    for (const { fileName: name, code } of files) write(`dist/${name}`, code);
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
  write(path, `(function(__SWARMLANE_HOST__){${file?.code ?? ""}\n})(${host});\n`);
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  writeFileSync(join(target, path), text);
  const size = Buffer.byteLength(text) / 1000;
  const zipped = gzipSync(text).byteLength / 1000;
  console.log(`${path.padEnd(40)} ${size.toFixed(1)} kB, gzip ${zipped.toFixed(1)} kB`);
}
