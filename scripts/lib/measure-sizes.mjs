/** What the built files weigh, by the parts that `scripts/bundle/budgets.mjs` speaks of. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "./root.mjs";

/** @returns {Record<import("../bundle/budgets.mjs").Budget["part"], number>} kB */
export function measureSizes() {
  const whole = readBuilt("loader/build/p2p-media-loader-core.min.js");
  const worker = readBuilt("loader/dist/worker.js");
  // It is in there once, as it is.
  const page = whole.replace(worker, () => "");
  if (page.length === whole.length) throw new Error("the script does not hold dist/worker.js");
  return {
    page: zippedSize(page),
    worker: zippedSize(worker),
    whole: zippedSize(whole),
    store: zippedSize(readBuilt("loader/dist/indexeddb-store.js")),
    feed: zippedSize(readBuilt("loader/dist/inspector-feed.js")),
    hlsjs: zippedSize(readBuilt("hlsjs/dist/swarmlane-hlsjs.min.js")),
    shaka: zippedSize(readBuilt("shaka/dist/swarmlane-shaka.min.js")),
    dashjs: zippedSize(readBuilt("dashjs/dist/swarmlane-dashjs.min.js")),
    videojs: zippedSize(readBuilt("videojs/dist/swarmlane-videojs.min.js")),
  };
}

/**
 * @param {string} text
 * @returns {number} kB (1,000 bytes) after gzip
 */
export function zippedSize(text) {
  return gzipSync(text, { level: 9 }).byteLength / 1000;
}

/** @param {string} path under packages/ @returns without the line that names its source map, as in the worker's text */
function readBuilt(path) {
  const text = readFileSync(join(root, "packages", path), "utf8");
  return text.replace(/\n\/\/# sourceMappingURL=.*\n$/, "");
}
