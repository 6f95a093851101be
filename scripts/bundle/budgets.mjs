/**
 * What a page may have to download: the one table of sizes. `npm run size` measures, `npm test` fails above a budget.
 * A change that needs more raises its budget here, with the reason. kB are 1,000 bytes, minified and gzipped (level 9).
 */

/**
 * @typedef {object} Budget
 * @property {"page" | "worker" | "whole" | "store" | "feed"} part
 * @property {string} what
 * @property {number} kilobytes
 * @property {string} why
 */

/** @type {readonly Budget[]} */
export const budgets = [
  {
    part: "page",
    what: "page part (the script without the worker's text)",
    kilobytes: 27,
    why: "the aim was 35; simple-peer and the tracker client are a third of it",
  },
  {
    part: "worker",
    what: "worker part (dist/worker.js)",
    kilobytes: 47.8,
    why: "XState is 14, the engine 21; 0.1 to know the end of a body without waiting for its stream's",
  },
  {
    part: "whole",
    what: "page + worker (build/p2p-media-loader-core.min.js)",
    kilobytes: 74,
    why: "the aim is 60: see docs/adr/0011-size.md",
  },
  {
    part: "store",
    what: "only with indexedDBStorage() (dist/indexeddb-store.js)",
    kilobytes: 8.3,
    why: "idb is 1; schema, eviction, lists and checksums are the rest; 0.2 to read beside each other what a write must know",
  },
  {
    part: "feed",
    what: "only while inspected (dist/inspector-feed.js)",
    kilobytes: 15.5,
    why: "the mapping from actors to the format, and its links; 0.8 to cost the worker half of what it did",
  },
];
