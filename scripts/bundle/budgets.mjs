/**
 * What a page may have to download: the one table of sizes. `npm run size` measures, `npm test` fails above a budget.
 * A change that needs more raises its budget here, with the reason. kB are 1,000 bytes, minified and gzipped (level 9).
 */

/**
 * @typedef {object} Budget
 * @property {"page" | "worker" | "whole"} part
 * @property {string} what
 * @property {number} kilobytes
 * @property {string} why
 */

/** @type {readonly Budget[]} */
export const budgets = [
  {
    part: "page",
    what: "page part (the script without the worker's text)",
    kilobytes: 28,
    why: "the aim was 35; simple-peer and the tracker client are a third of it",
  },
  {
    part: "worker",
    what: "worker part (dist/worker.js)",
    kilobytes: 54,
    why: "XState is 12, the engine 20, the IndexedDB storage 7",
  },
  {
    part: "whole",
    what: "page + worker (build/p2p-media-loader-core.min.js)",
    kilobytes: 80,
    why: "the aim is 60: see docs/adr/0011-size.md",
  },
];
