/**
 * What a page may have to download: the one table of sizes. `npm run size` measures, `npm test` fails above a budget.
 * A change that needs more raises its budget here, with the reason. kB are 1,000 bytes, minified and gzipped (level 9).
 */

/**
 * @typedef {object} Budget
 * @property {"page" | "worker" | "whole" | "store" | "feed" | "hlsjs" | "shaka" | "dashjs" | "videojs"} part
 * @property {string} what
 * @property {number} kilobytes
 * @property {string} why
 */

/** @type {readonly Budget[]} */
export const budgets = [
  {
    part: "page",
    what: "page part (the script without the worker's text)",
    kilobytes: 31.2,
    why: "the aim was 35; simple-peer and the tracker client are a third of it; 2 for bans that outlive a worker, workers that are tried again, live settings and certificates; 1.3 to send only what changed in a queue, and for the words of reasons, which the worker sends as codes; 0.1 for the policy of Trusted Types; 0.3 to take over what the player loaded itself (ADR 0027)",
  },
  {
    part: "worker",
    what: "worker part (dist/worker.js)",
    kilobytes: 59.9,
    why: "XState is 14, the engine 26; 6 for the table of blame, what a peer may cost, slots by value, floors for slow transfers and several connections that claim one id; 0.7 for outages of our own network, and for which bytes a failure drops; 0.9 for long queues that cost little, and for what differs from the queue before; 1.7 for elections, ranked deadlines and what is on its way (ADR 0024); 1.7 for relays (ADR 0025); 0.2 for crowds (ADR 0029)",
  },
  {
    part: "whole",
    what: "page + worker (build/p2p-media-loader-core.min.js)",
    kilobytes: 90.3,
    why: "the aim is 60: see docs/adr/0011-size.md",
  },
  {
    part: "store",
    what: "only with indexedDBStorage() (dist/indexeddb-store.js)",
    kilobytes: 8.5,
    why: "idb is 1; schema, eviction, lists and checksums are the rest; 0.2 to read beside each other what a write must know; 0.1 to say which segments were dropped",
  },
  {
    part: "feed",
    what: "only while inspected (dist/inspector-feed.js)",
    kilobytes: 18.7,
    why: "the mapping from actors to the format, and its links; 0.8 to cost the worker half of what it did; 2 for the blame of each failure and for repeated decisions; 1.1 for the words of reasons",
  },
  {
    part: "hlsjs",
    what: "hls.js adapter with the loader (packages/hlsjs/dist/swarmlane-hlsjs.min.js)",
    kilobytes: 110.5,
    why: "the loader is 90.3; 20.2 for manifests and their parser, the queue, the options and events of 2.x, and the adapter",
  },
  {
    part: "shaka",
    what: "Shaka adapter with the loader (packages/shaka/dist/swarmlane-shaka.min.js)",
    kilobytes: 128.1,
    why: "as the hls.js adapter, with manifests of both kinds: 16 for DASH",
  },
  {
    part: "dashjs",
    what: "dash.js adapter with the loader (packages/dashjs/dist/swarmlane-dashjs.min.js)",
    kilobytes: 118.6,
    why: "as the Shaka adapter, without HLS",
  },
  {
    part: "videojs",
    what: "video.js adapter with the loader (packages/videojs/dist/swarmlane-videojs.min.js)",
    kilobytes: 128.9,
    why: "as the Shaka adapter",
  },
];
