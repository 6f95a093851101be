/** Current Shaka Player on `@swarmlane/shaka`, in Chromium, on real encoded streams. */
import { describe, expect } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { expectNoStall, expectOriginBytes, hasPlayed } from "../harness/journey.ts";
import { copiesOf, expectNothingPassedBy, shareAmongThree } from "./journey.ts";
import type { PlayerReport } from "./page/player-report.ts";
import { testPlayer } from "./test.ts";

const test = testPlayer("shaka");

/** Copies of each segment from the origin. */
const most = { recorded: 1.15, live: 1.3 };

describe("three viewers play without a stall and load each segment about once from the origin", () => {
  test.for<[name: string, stream: string, limit: number]>([
    ["HLS, TS segments", streams.hlsTs, most.recorded],
    ["HLS, separate audio", streams.dashAsHls, most.recorded],
    ["HLS, byte ranges of a single fMP4 file", streams.hlsByteRange, most.recorded],
    ["HLS, AES-128", streams.hlsAes, most.recorded],
    ["HLS, a live window of 6 × 2 s", "/live/shaka@6/hls-ts/master.m3u8", most.live],
    ["DASH, a template", streams.dash, most.recorded],
    ["DASH, a timeline", streams.dashTimeline, most.recorded],
    ["DASH, single files with an index", streams.dashSingleFile, most.recorded],
    ["DASH, a live window of 6 × 2 s", "/live/shaka-dash@6/dash/manifest.mpd", most.live],
  ])("%s", async ([name, stream, limit], { stage }) => {
    const setup = { stream, swarmId: `shaka: ${name}` };
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
  test("a seek into a part that is not loaded, and a switch of quality, go on being shared", async ({
    stage,
  }) => {
    stage.origin.log.clear();
    const setup = { stream: streams.hlsTs, swarmId: "switch", build: "script" } as const;
    const first = await stage.open({ ...setup, switchQualityAt: 5 });
    await first.until("it has switched", ({ playback }) => playback.height === 270);
    const second = await stage.open({ ...setup, switchQualityAt: 5 });
    await second.until("it has switched", ({ playback }) => playback.height === 270);
    for (const { page } of [first, second]) {
      await page.evaluate(() => {
        const [video] = document.getElementsByTagName("video");
        if (video !== undefined) video.currentTime = 40;
      });
    }
    const isOver = (report: PlayerReport) => report.playback.position >= 46;
    const reports = [await first.until("46 s", isOver), await second.until("46 s", isOver)];
    for (const report of reports) {
      expect(report.errors).toEqual([]);
      expectNothingPassedBy(report);
      await expectOriginBytes(report);
    }
    expect(copiesOf(stage, reports)).toBeLessThanOrEqual(1.3);
    expect(reports[1]?.statistics?.p2pBytes).toBeGreaterThan(0);
  });

  test("after destroy nothing is left running, and Shaka plays on by itself", async ({ stage }) => {
    const setup = { stream: streams.hlsTs, swarmId: "destroy" };
    const [first, second] = [await stage.open(setup), await stage.open(setup)];
    const isConnected = ({ statistics }: PlayerReport) => statistics?.peers === 1;
    await Promise.all([first.until("a peer", isConnected), second.until("a peer", isConnected)]);
    await first.page.evaluate(() => window.shakaViewer.engine?.destroy());
    await second.until("nobody is left", ({ statistics }) => statistics?.peers === 0);
    // Shaka may have a worker of its own.
    const workers = () => first.page.workers().filter((worker) => worker.url().startsWith("blob:"));
    await expect.poll(workers).toEqual([]);
    const { delivered } = (await first.report()).statistics ?? {};
    const report = await first.until("it plays on", hasPlayed(25));
    expectNoStall(report);
    expect(report.statistics?.delivered).toEqual(delivered);
    await expectOriginBytes(report);
    await first.page.evaluate(() => window.shakaViewer.player.destroy());
  });

  test("another source on the same player is shared in its own swarm", async ({ stage }) => {
    const viewer = await stage.open({ stream: streams.hlsTs, swarmId: "again" });
    await viewer.until("it plays", hasPlayed(1));
    const next = stage.origin.crossUrl + streams.dashTimeline;
    await viewer.page.evaluate((url) => window.shakaViewer.player.load(url), next);
    await viewer.until("the second one plays", ({ segments }) =>
      segments.some(({ url }) => url.includes("/dash/segment-1-03")),
    );
    const report = await viewer.until("it plays on", hasPlayed(4));
    expectNothingPassedBy(report);
    await expectOriginBytes(report);
  });

  test("a viewer on hls.js and one on Shaka share the same HLS stream", async ({ stage }) => {
    const setup = { stream: streams.dashAsHls, swarmId: "hls.js and Shaka" };
    const first = await stage.open({ ...setup, page: "hlsjs" });
    await first.until("it plays", hasPlayed(4));
    stage.origin.log.clear();
    const second = await stage.open({ ...setup, page: "shaka" });
    const reports = await Promise.all(
      [first, second].map((viewer) => viewer.until("30 s", hasPlayed(30))),
    );
    const [hlsjs, shaka] = reports;
    for (const report of reports) {
      expectNoStall(report);
      expectNothingPassedBy(report);
      await expectOriginBytes(report);
    }
    console.log("hls.js and Shaka, HLS", hlsjs?.statistics, shaka?.statistics);
    expect(shaka?.statistics?.p2pBytes).toBeGreaterThan(shaka?.statistics?.httpBytes ?? 0);
  });
});

describe("the origin fails", () => {
  test("a segment that is there at the second attempt only", async ({ stage }) => {
    stage.origin.faults.set("/streams/hls-ts/v0/segment-02.ts", "status:503", 1);
    const viewer = await stage.open({ stream: streams.hlsTs, swarmId: "faults" });
    const report = await viewer.until("it plays on", hasPlayed(8));
    expect(report.errors).toEqual([]);
  });
});

test("Shaka alone plays on the same stage", async ({ stage }) => {
  const viewer = await stage.open({ stream: streams.hlsTs });
  expectNoStall(await viewer.until("it plays", hasPlayed(2)));
  await viewer.leave();
});
