/**
 * Makes simple-peer and the tracker client run in a page, without Node built-ins. Build time.
 *
 * Every Vite configuration whose bundle has `@swarmlane/peers` in it lists `peersInBrowser()` among its plugins:
 *  - the tracker client's peer and socket are ours (tracker-peer.ts, guarded-socket.ts);
 *  - `uint8-util` is ours, because the current one needs a browser of 2025 (tracker-bytes.ts);
 *  - `buffer` and `events` are the npm packages of those names, `process` is ours, `global` is `globalThis`.
 */
import { fileURLToPath } from "node:url";

const source = (file: string) => fileURLToPath(new URL(`src/${file}`, import.meta.url));

const aliases = [
  { find: "@thaunknown/simple-peer/lite.js", replacement: source("tracker-peer.ts") },
  { find: "@thaunknown/simple-websocket", replacement: source("guarded-socket.ts") },
  { find: "uint8-util", replacement: source("tracker-bytes.ts") },
  // With the slash they are packages, not built-ins.
  { find: /^buffer$/, replacement: "buffer/" },
  { find: /^events$/, replacement: "events/" },
];

const transform = {
  define: { global: "globalThis" },
  inject: { process: [source("process-shim.ts"), "process"] as [string, string] },
};

/** What the tracker client imports and only a bundler can turn into modules. */
const commonJs = ["debug", "events", "once", "queue-microtask", "run-parallel"];

/** A Vite plugin, typed by structure so that this package needs no Vite. */
export function peersInBrowser() {
  return {
    name: "swarmlane:peers-in-browser",
    config: () => ({
      define: { "process.browser": "true" },
      resolve: { alias: aliases },
      build: { rolldownOptions: { transform } },
      // In a dev server, tests in the browser included: what is bundled beforehand may not contain our sources.
      optimizeDeps: {
        exclude: ["bittorrent-tracker"],
        include: ["simple-peer", ...commonJs.map((name) => `bittorrent-tracker > ${name}`)],
        rolldownOptions: { transform },
      },
    }),
  };
}
