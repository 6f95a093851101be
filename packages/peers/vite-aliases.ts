/**
 * Makes simple-peer and the tracker client run in a page, without Node built-ins. Used at build time.
 *
 * Every Vite configuration whose bundle contains `@swarmlane/peers` lists `peersInBrowser()` among its plugins, which
 * makes these replacements:
 *  - Our own peer and socket replace those of the tracker client (tracker-peer.ts, guarded-socket.ts).
 *  - tracker-bytes.ts replaces `uint8-util`, whose current version requires a browser of 2025.
 *  - Small modules replace packages for streams, bytes and logs, of which the two libraries use little (stand-ins/).
 *    Unreplaced, they make up more than half of the page's script.
 *  - `events` is the npm package of that name, `process` is ours, and `global` is `globalThis`.
 */
import { fileURLToPath } from "node:url";

const source = (file: string) => fileURLToPath(new URL(`src/${file}`, import.meta.url));

const aliases = [
  { find: "@thaunknown/simple-peer/lite.js", replacement: source("tracker/tracker-peer.ts") },
  { find: "@thaunknown/simple-websocket", replacement: source("tracker/socket/guarded-socket.ts") },
  { find: "uint8-util", replacement: source("tracker/tracker-bytes.ts") },
  { find: "readable-stream", replacement: source("stand-ins/readable-stream.ts") },
  { find: /^(safe-)?buffer$/, replacement: source("stand-ins/buffer.ts") },
  { find: "debug", replacement: source("stand-ins/debug.ts") },
  { find: "err-code", replacement: source("stand-ins/err-code.ts") },
  { find: "randombytes", replacement: source("stand-ins/randombytes.ts") },
  { find: "get-browser-rtc", replacement: source("stand-ins/get-browser-rtc.ts") },
  { find: "once", replacement: source("stand-ins/once.ts") },
  { find: "run-parallel", replacement: source("stand-ins/run-parallel.ts") },
  // The slash selects the package instead of the Node built-in.
  { find: /^events$/, replacement: "events/" },
];

const transform = {
  define: { global: "globalThis" },
  inject: { process: [source("stand-ins/process.ts"), "process"] as [string, string] },
};

/** Imports of the tracker client that are CommonJS, which a browser cannot load without a bundler. */
const commonJs = ["events", "queue-microtask"];

/** A Vite plugin. It is typed by structure, so that this package does not depend on Vite. */
export function peersInBrowser() {
  return {
    name: "swarmlane:peers-in-browser",
    config: () => ({
      define: { "process.browser": "true" },
      resolve: { alias: aliases },
      build: { rolldownOptions: { transform } },
      // For dev servers and browser tests: modules that are bundled in advance must not contain our sources.
      optimizeDeps: {
        exclude: ["bittorrent-tracker"],
        include: ["simple-peer", ...commonJs.map((name) => `bittorrent-tracker > ${name}`)],
        rolldownOptions: { transform },
      },
    }),
  };
}
