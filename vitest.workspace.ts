/** The test projects: where each kind of test runs. `vite.config.ts` takes them from here. */
import { playwright } from "@vitest/browser-playwright";
import type { TestProjectConfiguration } from "vitest/config";
import { launchOptions } from "./packages/testkit/src/browser/find-browser.ts";

/** Node: pure code and fakes under simulated time. */
const unit: TestProjectConfiguration = {
  extends: true,
  test: {
    name: "unit",
    environment: "node",
    // To import everything anew for each file takes longer than all tests.
    isolate: false,
    // What takes half a second on an idle machine took eight on one with twenty things to do.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    include: [
      ...["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts"],
      ...["apps/inspector/relay/*.test.mjs", "apps/docs/src/*.test.mjs", "scripts/**/*.test.mjs"],
    ],
    exclude: ["**/*.browser.test.ts"],
  },
};

/** A real browser, one page: platform adapters against the real thing. */
const browser: TestProjectConfiguration = {
  extends: true,
  test: {
    name: "browser",
    include: ["packages/*/src/**/*.browser.test.ts"],
    globalSetup: ["./packages/testkit/src/browser/servers.setup.ts"],
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: launchOptions() }),
      instances: [{ browser: "chromium" }],
    },
  },
};

/**
 * Node drives whole browsers: journeys through the built files. What they wait for takes its time on a busy machine;
 * `npm test` names those that needed their second attempt.
 */
const journeys = {
  globalSetup: ["./e2e/fixtures/pages.setup.ts"],
  // Loading Playwright and the servers anew takes some seconds. What a file starts, its fixtures end.
  isolate: false,
  retry: 1,
  testTimeout: 120_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 10_000 } },
};

/** Here players share a stream, and must not stall: one journey at a time. */
const playback = [
  "e2e/{hlsjs,shaka,oracle,mixed-swarm,heavy-page}.e2e.test.ts",
  "e2e/hostile/under-attack.e2e.test.ts",
];

/** Three viewers on each current player and each kind of stream: the matrix has a command of its own, `npm run test:players`. */
const matrix = ["e2e/players/*.e2e.test.ts"];

/** The packages as npm installs them, in bundlers and pages of their own: `npm run test:packages`. */
const tarballs = ["e2e/packages/*.e2e.test.ts"];

const e2e: TestProjectConfiguration = {
  extends: true,
  test: {
    ...journeys,
    name: "e2e",
    include: ["e2e/**/*.e2e.test.ts"],
    exclude: [...playback, ...matrix, ...tarballs],
    // They mostly wait, but each has a page or two: more than nine at once would starve workers on two cores.
    maxWorkers: 3,
    maxConcurrency: 3,
  },
};

/** One file, and within a file one test, whatever the file says. */
const oneAtATime = { maxWorkers: 1, maxConcurrency: 1 };

const e2ePlayback: TestProjectConfiguration = {
  extends: true,
  test: { ...journeys, ...oneAtATime, name: "playback", include: playback },
};

const players: TestProjectConfiguration = {
  extends: true,
  test: { ...journeys, ...oneAtATime, name: "players", include: matrix },
};

const packages: TestProjectConfiguration = {
  extends: true,
  test: {
    ...journeys,
    name: "packages",
    include: tarballs,
    globalSetup: [...journeys.globalSetup, "./e2e/packages/install.setup.ts"],
    maxWorkers: 1,
    retry: 0,
    // Bundlers and compilers are started by a test.
    testTimeout: 300_000,
  },
};

export const projects: TestProjectConfiguration[] = [
  ...[unit, browser, e2e, e2ePlayback],
  ...[players, packages],
];
