/** Current hls.js on `@swarmlane/hlsjs`, in Chromium, on real encoded streams. */
import { describe, expect } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { expectNoStall, expectOriginBytes, hasPlayed } from "../harness/journey.ts";
import { copiesOf, expectNothingPassedBy, shareAmongThree } from "./journey.ts";
import type { PlayerReport } from "./page/player-report.ts";
import { testPlayer } from "./test.ts";

const test = testPlayer("hlsjs");

/** Copies of each segment from the origin. */
const most = { recorded: 1.15, live: 1.3 };

describe("three viewers play without a stall and load each segment about once from the origin", () => {
  test.for<[name: string, stream: string, limit: number]>([
    ["TS segments", streams.hlsTs, most.recorded],
    ["separate audio", streams.dashAsHls, most.recorded],
    ["byte ranges of a single fMP4 file", streams.hlsByteRange, most.recorded],
    ["AES-128", streams.hlsAes, most.recorded],
    ["a live window of 6 × 2 s", "/live/hlsjs@6/hls-ts/master.m3u8", most.live],
  ])("%s", async ([name, stream, limit], { stage }) => {
    const setup = { stream, swarmId: name };
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
    // Before the digests are compared, which asks the origin again.
    expect(copiesOf(stage, reports)).toBeLessThanOrEqual(1.3);
    for (const report of reports) {
      expect(report.errors).toEqual([]);
      expectNothingPassedBy(report);
      await expectOriginBytes(report);
    }
    expect(reports[1]?.statistics?.p2pBytes).toBeGreaterThan(0);
  });

  test("after destroy nothing is left running, and the other viewer is told", async ({ stage }) => {
    const setup = { stream: streams.hlsTs, swarmId: "destroy" };
    const [first, second] = [await stage.open(setup), await stage.open(setup)];
    const isConnected = ({ statistics }: PlayerReport) => statistics?.peers === 1;
    await Promise.all([first.until("a peer", isConnected), second.until("a peer", isConnected)]);
    expect(first.page.workers().filter((worker) => worker.url().startsWith("blob:"))).not.toEqual(
      [],
    );
    await first.page.evaluate(() => window.player.destroy());
    await second.until("nobody is left", ({ statistics }) => statistics?.peers === 0);
    await expect.poll(() => first.page.workers()).toEqual([]);
    stage.origin.log.clear();
    const { segments } = await first.report();
    await second.until("it plays on", hasPlayed(6));
    expect((await first.report()).segments).toHaveLength(segments.length);
  });

  test("after destroy of the engine alone, hls.js plays on by itself, although its playlist goes on", async ({
    stage,
  }) => {
    const stream = "/live/hlsjs-alone@6/hls-ts/master.m3u8";
    // hls.js has a worker of its own otherwise.
    const viewer = await stage.open({ stream, swarmId: "alone", player: { enableWorker: false } });
    await viewer.until("it plays", hasPlayed(2));
    await viewer.page.evaluate(() => window.player.p2pEngine?.destroy());
    await expect.poll(() => viewer.page.workers()).toEqual([]);
    const { statistics, playback } = await viewer.report();
    const isLater = (report: PlayerReport) => report.playback.position > playback.position + 8;
    const report = await viewer.until("it plays on", isLater);
    expect(report.errors).toEqual([]);
    expect(report.statistics?.delivered).toEqual(statistics?.delivered);
    expect(viewer.page.workers()).toEqual([]);
  });

  test("another source on the same player is shared in its own swarm", async ({ stage }) => {
    const viewer = await stage.open({ stream: streams.hlsTs, swarmId: "again" });
    await viewer.until("it plays", hasPlayed(1));
    const next = stage.origin.crossUrl + streams.dashAsHls;
    await viewer.page.evaluate((url) => window.player.loadSource(url), next);
    const report = await viewer.until("the second one plays", ({ segments }) =>
      segments.some(({ url }) => url.includes("/dash/segment-1-03")),
    );
    expectNothingPassedBy(report);
    await expectOriginBytes(report);
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

test("hls.js alone plays on the same stage", async ({ stage }) => {
  const viewer = await stage.open({ stream: streams.hlsTs });
  expectNoStall(await viewer.until("it plays", hasPlayed(2)));
  await viewer.leave();
});
