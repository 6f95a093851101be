/** Playback goes on where a worker cannot be had, and where it dies. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { startHarness, type Harness } from "./harness/harness.ts";
import { expectNoStall, expectOriginBytes, hasPlayed } from "./harness/journey.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

// hls.js's own worker would be refused and ended too, which it does not survive
const ours = {
  player: "hlsjs",
  core: "ours",
  stream: streams.hlsTs,
  playerWorker: false,
} as const;

/** Keeps the page's workers in `window.pageWorkers`, so that a test can end them. */
const keepWorkers = `
  window.pageWorkers = [];
  window.Worker = class extends window.Worker {
    constructor(...args) {
      super(...args);
      window.pageWorkers.push(this);
    }
  };
`;

describe.concurrent("playback goes on", () => {
  test("under a policy that allows no worker", async () => {
    const viewer = await harness.open({
      ...ours,
      swarmId: "no-blob",
      headers: ["Content-Security-Policy: worker-src 'none'"],
    });
    const report = await viewer.until("10 s are played", hasPlayed(10));
    expect(report.warnings).toContain("WORKER_UNAVAILABLE");
    expectNoStall(report);
    await expectOriginBytes(report);
    viewer.expectClean();
  });

  test("when the worker is terminated, and every segment is delivered", async () => {
    const viewer = await harness.open({
      ...ours,
      swarmId: "terminated",
      prepare: (page) => page.addInitScript(keepWorkers),
    });
    await viewer.until("3 s are played", hasPlayed(3));
    const ended = await viewer.page.evaluate(() => {
      const { pageWorkers } = window as unknown as { pageWorkers: Worker[] };
      for (const worker of pageWorkers) worker.terminate();
      return pageWorkers.length;
    });
    expect(ended).toBeGreaterThan(0);
    const report = await viewer.until("the loss was noticed, and 20 s are played", (report) => {
      return report.warnings.includes("WORKER_LOST") && hasPlayed(20)(report);
    });
    expect(report.errors).toEqual([]);
    await expectOriginBytes(report);
    viewer.expectClean();
  });
});
