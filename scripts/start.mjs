/**
 * `npm start`: a tracker, an origin and a player page on loopback, on a fresh clone with only Node and npm.
 * With `--peers N` also N headless viewers and their table. All processes that it started end with it.
 */
import { parseArgs } from "node:util";
import { endWithNpm } from "./lib/end-with-npm.mjs";
import { installPackages, requireNode } from "./lib/install.mjs";
import { isBuilt } from "./lib/is-built.mjs";
import { run } from "./lib/run.mjs";
import { createShutdown } from "./lib/shutdown.mjs";

const help = `npm start [-- options]

  --peers N   also open N headless viewers and print their table each second
  --dev       serve the player page, the inspector and the documentation from their sources (npm run dev)
  --port N    first port to try for the player page (default 8080); taken ones are stepped over
  --help      this text

Player and stream can be chosen on the page, or by ?player=… and ?stream=…. It also takes ?settings=JSON (loader
settings), ?core=0.6.2 (the published core under its own engine, for comparison) and ?tracker=….`;

requireNode();
endWithNpm();
const options = readOptions();
if (!(await installPackages())) process.exit(1);
if (!isBuilt("packages") && (await run("npm", ["run", "--silent", "build"])) !== 0) process.exit(1);
// These import npm packages, which may not have been installed until now.
const { loadTypeScript } = await import("./lib/load-typescript.mjs");
const { developPlayerPage, servePlayerPage } = await import("./lib/player-page.mjs");
const { noBrowser } = await import("./lib/browser.mjs");
/** @type {typeof import("../packages/testkit/src/node.ts")} */
const testkit = await loadTypeScript("packages/testkit/src/node.ts");

const shutdown = createShutdown();
try {
  const address = await serve();
  if (options.peers > 0) await watch(address, options.peers);
} catch (error) {
  await shutdown.fail(error);
}

/** @returns the page's address */
async function serve() {
  const tracker = shutdown.add(await testkit.startTracker());
  const origin = shutdown.add(
    await testkit.startOrigin({ mounts: { "/streams": testkit.streamsFolder } }),
  );
  const at = (/** @type {string} */ path) => origin.url + path;
  const { streams } = testkit;
  const recorded = at(streams.hlsTs);
  const served = {
    tracker: tracker.url,
    streams: [
      { label: "Recorded, two qualities", url: recorded },
      { label: "Live", url: at("/live/hls@6+/hls-ts/master.m3u8") },
      { label: "Separate audio", url: at(streams.dashAsHls) },
      { label: "Byte ranges of one file", url: at(streams.hlsByteRange) },
      { label: "Encrypted (AES-128)", url: at(streams.hlsAes) },
      { label: "Recorded", url: at(streams.dash) },
      { label: "Live", url: at("/live/dash@6+/dash/manifest.mpd") },
      { label: "Byte ranges of one file per track", url: at(streams.dashSingleFile) },
    ],
  };
  const page = shutdown.add(
    await (options.dev ? developPlayerPage : servePlayerPage)(options.port, served),
  );
  console.log(`
  Player page   ${page.url}
  Inspector     ${page.url}inspector/   (hears ${page.url}?p2pml-inspect)${options.dev ? `\n  Documentation ${page.url}docs/` : ""}
  Stream        ${recorded}
  Tracker       ${tracker.url}

Open the page in two tabs: the second is served by the first. Ctrl-C ends everything.
`);
  return page.url;
}

/**
 * Opens headless viewers, and prints what they do.
 * @param {string} address
 * @param {number} count
 */
async function watch(address, count) {
  if (testkit.findBrowser() === undefined) {
    console.log(
      `${noBrowser(testkit)}\nThe page is served all the same, without headless viewers.`,
    );
    return;
  }
  const { createViewers } = await import("./lib/viewers.mjs");
  const { createTablePrinter, formatTable } = await import("./lib/viewer-table.mjs");
  const viewers = shutdown.add(createViewers(testkit.launchOptions()));
  const print = createTablePrinter(process.stdout);
  const timer = setInterval(() => void viewers.read().then(formatTable).then(print), 1000);
  shutdown.add({
    close: () => {
      clearInterval(timer);
      return Promise.resolve();
    },
  });
  for (let opened = 0; opened < count; opened++) await viewers.open(address);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        peers: { type: "string", default: "0" },
        port: { type: "string", default: "8080" },
        dev: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      console.log(help);
      process.exit(0);
    }
    return {
      peers: readNumber("peers", values.peers, 0, 32),
      port: readNumber("port", values.port, 1, 65535),
      dev: values.dev,
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    process.exit(1);
  }
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} least
 * @param {number} most
 */
function readNumber(name, text, least, most) {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new Error(`--${name} is a number from ${least} to ${most}, not "${text}"`);
}
