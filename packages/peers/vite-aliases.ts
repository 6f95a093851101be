/**
 * Makes simple-peer and the tracker client run in a page, without Node built-ins. Build time.
 *
 * Every Vite configuration whose bundle has `@swarmlane/peers` in it lists `peersInBrowser()` among its plugins:
 *  - the tracker client's peer and socket are ours (tracker-peer.ts, guarded-socket.ts);
 *  - `uint8-util` is ours, because the current one needs a browser of 2025 (tracker-bytes.ts);
 *  - what the two use the least of (streams, bytes, logs) is ours: as it ships, it is more than half of the page's
 *    script (stand-in-*.ts);
 *  - `events` is the npm package of that name, `process` is ours, `global` is `globalThis`.
 */
import { fileURLToPath } from "node:url";

const source = (file: string) => fileURLToPath(new URL(`src/${file}`, import.meta.url));

const aliases = [
  { find: "@thaunknown/simple-peer/lite.js", replacement: source("tracker-peer.ts") },
  { find: "@thaunknown/simple-websocket", replacement: source("guarded-socket.ts") },
  { find: "uint8-util", replacement: source("tracker-bytes.ts") },
  { find: "readable-stream", replacement: source("stand-in-stream.ts") },
  { find: /^(safe-)?buffer$/, replacement: source("stand-in-buffer.ts") },
  { find: "debug", replacement: source("stand-in-debug.ts") },
  { find: "err-code", replacement: source("stand-in-err-code.ts") },
  { find: "randombytes", replacement: source("stand-in-random.ts") },
  { find: "get-browser-rtc", replacement: source("stand-in-rtc.ts") },
  { find: "once", replacement: source("stand-in-once.ts") },
  { find: "run-parallel", replacement: source("stand-in-parallel.ts") },
  // With the slash it is the package, not the built-in.
  { find: /^events$/, replacement: "events/" },
];

const transform = {
  define: { global: "globalThis" },
  inject: { process: [source("process-shim.ts"), "process"] as [string, string] },
};

/** What the tracker client imports and only a bundler can turn into modules. */
const commonJs = ["events", "queue-microtask"];

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
