/** dash.js 5 on `@swarmlane/dashjs`, in Chromium, on real encoded streams. */
import { describe, expect } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { expectNoStall, expectOriginBytes, hasPlayed } from "../harness/journey.ts";
import { expectNothingPassedBy, shareAmongThree } from "./journey.ts";
import type { PlayerReport } from "./page/player-report.ts";
import { testPlayer } from "./test.ts";

const test = testPlayer("dashjs");

/** Copies of each segment from the origin. */
const most = { recorded: 1.15, live: 1.3 };

describe("three viewers play without a stall and load each segment about once from the origin", () => {
  test.for<[name: string, stream: string, limit: number]>([
    ["a template", streams.dash, most.recorded],
    ["a timeline", streams.dashTimeline, most.recorded],
    ["single files with an index", streams.dashSingleFile, most.recorded],
    ["a live window of 6 × 2 s", "/live/dashjs@6/dash/manifest.mpd", most.live],
  ])("%s", async ([name, stream, limit], { stage }) => {
    const setup = { stream, swarmId: `dash.js: ${name}` };
    const { reports, copies, p2pShare } = await shareAmongThree(stage, setup, 30);
    console.log(
      `${name}: ${copies.toFixed(2)} copies, ${(p2pShare * 100).toFixed(0)} % from peers`,
    );
    for (const report of reports) {
      expectNoStall(report);
      expectNothingPassedBy(report);
      await expectOriginBytes(report);
    }
    expect(copies).toBeLessThanOrEqual(limit);
  });
});

describe("one viewer after another", () => {
  test("a seek into a part that is not loaded goes on being shared", async ({ stage }) => {
    const setup = { stream: streams.dashTimeline, swarmId: "seek", build: "script" } as const;
    const first = await stage.open(setup);
    await first.until("it plays", hasPlayed(3));
    const second = await stage.open(setup);
    await second.until("it plays", hasPlayed(1));
    for (const { page } of [first, second]) {
      await page.evaluate(() => {
        const [video] = document.getElementsByTagName("video");
        if (video !== undefined) video.currentTime = 36;
      });
    }
    const isOver = (report: PlayerReport) => report.playback.position >= 42;
    const reports = [await first.until("42 s", isOver), await second.until("42 s", isOver)];
    for (const report of reports) {
      expectNothingPassedBy(report);
      await expectOriginBytes(report);
    }
    expect(reports[1]?.statistics?.p2pBytes).toBeGreaterThan(0);
  });

  test("after destroy nothing is left running, and dash.js plays on by itself", async ({
    stage,
  }) => {
    const setup = { stream: streams.dash, swarmId: "destroy" };
    const [first, second] = [await stage.open(setup), await stage.open(setup)];
    const isConnected = ({ statistics }: PlayerReport) => statistics?.peers === 1;
    await Promise.all([first.until("a peer", isConnected), second.until("a peer", isConnected)]);
    await first.page.evaluate(() => window.dashViewer.engine?.destroy());
    await second.until("nobody is left", ({ statistics }) => statistics?.peers === 0);
    await expect.poll(() => first.page.workers()).toEqual([]);
    const { delivered } = (await first.report()).statistics ?? {};
    const report = await first.until("it plays on", hasPlayed(30));
    expectNoStall(report);
    expect(report.statistics?.delivered).toEqual(delivered);
    await expectOriginBytes(report);
  });

  test("another source on the same player is shared in its own swarm", async ({ stage }) => {
    const viewer = await stage.open({ stream: streams.dash, swarmId: "again" });
    await viewer.until("it plays", hasPlayed(1));
    const next = stage.origin.crossUrl + streams.dashSingleFile;
    await viewer.page.evaluate((url) => window.dashViewer.player.attachSource(url), next);
    await viewer.until("the second one plays", ({ segments }) =>
      segments.some(({ url }) => url.includes("/dash-single/video")),
    );
    const report = await viewer.until("it plays on", hasPlayed(4));
    expectNothingPassedBy(report);
    await expectOriginBytes(report);
  });

  test("a viewer on dash.js and one on Shaka share the same stream", async ({ stage }) => {
    const setup = { stream: streams.dashSingleFile, swarmId: "dash.js and Shaka" };
    const first = await stage.open({ ...setup, page: "dashjs" });
    await first.until("it plays", hasPlayed(4));
    const second = await stage.open({ ...setup, page: "shaka" });
    const reports = await Promise.all(
      [first, second].map((viewer) => viewer.until("30 s", hasPlayed(30))),
    );
    for (const report of reports) {
      expectNoStall(report);
      expectNothingPassedBy(report);
      await expectOriginBytes(report);
    }
    const { p2pBytes = 0, httpBytes = 0 } = reports[1]?.statistics ?? {};
    expect(p2pBytes).toBeGreaterThan(httpBytes);
  });
});

describe("the origin fails", () => {
  test("a segment that is there at the second attempt only", async ({ stage }) => {
    stage.origin.faults.set("/streams/dash/segment-0-03.m4s", "status:503", 1);
    const viewer = await stage.open({ stream: streams.dash, swarmId: "faults" });
    const report = await viewer.until("it plays on", hasPlayed(10));
    expect(report.errors).toEqual([]);
  });
});

test("dash.js alone plays on the same stage", async ({ stage }) => {
  const viewer = await stage.open({ stream: streams.dash });
  expectNoStall(await viewer.until("it plays", hasPlayed(2)));
  await viewer.leave();
});
