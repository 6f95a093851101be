/**
 * Who may import whom, and nobody else: `npm run boundaries`.
 * docs/architecture.md#folders has the packages; a new arrow between them needs an ADR and a word here.
 * Workspace packages resolve through their public entry to `packages/<name>/src/index.ts`.
 */

/** @typedef {import("dependency-cruiser").IRegularForbiddenRuleType} Rule */
/**
 * @typedef {object} Arrow
 * @property {string[]} packages
 * @property {string[]} [dynamic] only by dynamic import
 * @property {string[]} [npm] without it: any, and Node itself
 * @property {string[]} [tests] for its tests only
 */

/**
 * Shipped code. `events` is what the global script shares with the 0.6 engines, and what the tracker client emits with.
 * @type {Record<string, Arrow>}
 */
const arrows = {
  contract: { packages: [], npm: [] },
  wire: { packages: ["contract"], npm: [] },
  engine: { packages: ["contract", "wire"], npm: ["xstate"] },
  storage: { packages: ["contract"], npm: ["idb"] },
  worker: { packages: ["contract", "wire", "engine", "storage"], npm: ["comlink"] },
  peers: { packages: ["contract"], npm: ["simple-peer", "bittorrent-tracker", "events"] },
  // Of the other thread the loader may load the worker's entry, dynamically, and nothing behind it.
  loader: {
    packages: ["contract", "peers", "storage"],
    dynamic: ["worker"],
    npm: ["comlink", "events"],
  },
  // It reads the engine structurally, in the engine's thread: its tests show it the real one.
  inspection: { packages: ["contract"], npm: [], tests: ["engine", "worker"] },
  manifest: { packages: [], npm: ["m3u8-parser", "saxes"] },
  player: { packages: ["manifest"], npm: [] },
  hlsjs: { packages: ["player", "manifest", "loader"], npm: ["hls.js"] },
  shaka: { packages: ["player", "manifest", "loader"], npm: [] },
  dashjs: { packages: ["player", "manifest", "loader"], npm: [] },
  videojs: { packages: ["player", "manifest", "loader"], npm: [] },
  // Private: it runs the engine in Node, and makes connections within the budget of the page's own hub. Its hostile peers
  // write frames of their own.
  simulator: { packages: ["contract", "wire", "engine", "peers"] },
  testkit: { packages: ["contract", "wire"] },
};

const tests = String.raw`\.(test|test-d|fake|suite)\.ts$`;
/**
 * `@swarmlane/testkit/node` is the testkit's part for Node; inspection has one for hosts and one for tests; the
 * simulator takes the connection budget from the peers, whose other entry needs a browser.
 */
const entries = String.raw`^packages/([^/]+/src/index|testkit/src/node|inspection/src/(feed|testing\.fake)|peers/src/connection/connection-budget)\.ts$`;
const anyOf = (/** @type {string[]} */ names) => `(${names.join("|")})`;

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(arrows).flatMap(([name, arrow]) => [
      ...packageRules(name, arrow),
      ...(arrow.npm === undefined ? [] : npmRules(name, arrow.npm)),
    ]),
    forbid(
      "public-entries-only: what lies behind another package's entry may change",
      { path: "^(packages/[^/]+|apps/[^/]+|e2e)/" },
      { path: "^packages/", pathNot: ["^$1/", entries] },
    ),
    forbid(
      "nobody-imports-an-app",
      { path: "^(packages/[^/]+|apps/[^/]+|e2e)/" },
      { path: "^(apps|e2e)/", pathNot: "^$1/" },
    ),
    forbid(
      // The benchmark drives browsers and servers, and is never shipped.
      "tests-stay-behind: shipped code imports no test, no fake and no testkit",
      { path: "^(packages|apps)/", pathNot: [tests, "^packages/testkit/", "^apps/bench/"] },
      { path: [tests, "^packages/testkit/"] },
    ),
    forbid("no-circles", {}, { circular: true }),
    forbid("no-unresolvable", {}, { couldNotResolve: true }),
  ],
  options: {
    // A call of a function named require is a test of the global script, not an import.
    moduleSystems: ["es6"],
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^(packages|apps)/[^/]+/(dist|build|fixtures)/", "^e2e/packages/site/"] },
    // Imports of types are arrows too.
    tsPreCompilationDeps: true,
    // Where `swarmlane` is: the published package's own entry is its build.
    tsConfig: { fileName: "packages/hlsjs/tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      extensions: [".ts", ".mjs", ".js"],
    },
  },
};

/**
 * What a package may know of the others; its tests may use the testkit as well.
 * @param {string} name
 * @param {Arrow} arrow
 */
function packageRules(name, { packages, dynamic = [], tests: inTests = [] }) {
  const shipped = { path: `^packages/${name}/`, pathNot: tests };
  const others = (/** @type {string[]} */ allowed) => ({
    path: "^(packages|apps|e2e)/",
    pathNot: `^packages/${anyOf([name, ...allowed])}/`,
  });
  return [
    forbid(`${name}-packages`, shipped, { ...others(packages), dynamic: false }),
    forbid(`${name}-packages`, shipped, { ...others([...packages, ...dynamic]), dynamic: true }),
    forbid(
      `${name}-tests`,
      { path: `^packages/${name}/.*${tests}` },
      others([...packages, ...dynamic, ...inTests, "testkit"]),
    ),
  ];
}

/**
 * Shipped code runs in browsers: it has the npm packages of its line above and no Node built-ins.
 * @param {string} name
 * @param {string[]} npm
 */
function npmRules(name, npm) {
  const shipped = { path: `^packages/${name}/src/`, pathNot: tests };
  const listed = anyOf(npm);
  const pathNot = [`node_modules/${listed}/`, `node_modules/@types/${listed}/`, `^${listed}$`];
  return [
    forbid(`${name}-npm`, shipped, { path: "node_modules/", pathNot }),
    forbid(`${name}-npm`, shipped, { dependencyTypes: ["core"], pathNot }),
  ];
}

/**
 * @param {string} rule its name, and after a colon its reason
 * @param {Rule["from"]} from
 * @param {Rule["to"]} to
 * @returns {Rule}
 */
function forbid(rule, from, to) {
  const [name = rule, comment] = rule.split(": ");
  return { name, severity: "error", from, to, ...(comment !== undefined && { comment }) };
}
