/** Playback goes on where a worker cannot be had, and where it dies. */
import { describe, expect } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { expectNoStall, expectOriginBytes, hasPlayed } from "./harness/journey.ts";
import { test } from "./harness/test.ts";

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

describe("playback goes on", () => {
  test("under a policy that allows no worker", async ({ openViewer }) => {
    const viewer = await openViewer({
      ...ours,
      swarmId: "no-blob",
      page: { headers: ["Content-Security-Policy: worker-src 'none'"] },
    });
    const report = await viewer.until("10 s are played", hasPlayed(10));
    expect(report.warnings).toContain("WORKER_UNAVAILABLE");
    expectNoStall(report);
    await expectOriginBytes(report);
  });

  test("when the worker is terminated, and every segment is delivered", async ({ openViewer }) => {
    const viewer = await openViewer({
      ...ours,
      swarmId: "terminated",
      page: { prepare: (page) => page.addInitScript(keepWorkers) },
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
  });
});
