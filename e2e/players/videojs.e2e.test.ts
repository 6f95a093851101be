/** video.js 8 on `@swarmlane/videojs`, in Chromium, on real encoded streams. */
import { describe, expect } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { expectNoStall, expectOriginBytes, hasPlayed } from "../harness/journey.ts";
import { copiesOf, expectNothingPassedBy, shareAmongThree } from "./journey.ts";
import type { PlayerReport } from "./page/player-report.ts";
import { testPlayer } from "./test.ts";

const test = testPlayer("videojs");

/** Copies of each segment from the origin. */
const most = { recorded: 1.15, live: 1.3 };

describe("three viewers play without a stall and load each segment about once from the origin", () => {
  test.for<[name: string, stream: string, limit: number]>([
    ["HLS, TS segments", streams.hlsTs, most.recorded],
    ["HLS, separate audio", streams.dashAsHls, most.recorded],
    ["HLS, byte ranges of a single fMP4 file", streams.hlsByteRange, most.recorded],
    ["HLS, AES-128", streams.hlsAes, most.recorded],
    ["HLS, a live window of 6 × 2 s", "/live/videojs@6/hls-ts/master.m3u8", most.live],
    ["DASH, a template", streams.dash, most.recorded],
    ["DASH, a timeline", streams.dashTimeline, most.recorded],
    ["DASH, single files with an index", streams.dashSingleFile, most.recorded],
    ["DASH, a live window of 6 × 2 s", "/live/videojs-dash@6/dash/manifest.mpd", most.live],
  ])("%s", async ([name, stream, limit], { stage }) => {
    const setup = { page: "videojs", stream, swarmId: name } as const;
    // The live DASH stream is over after 36 s.
    const seconds = stream.includes("videojs-dash@6") ? 18 : 30;
    const { reports, copies, p2pShare } = await shareAmongThree(stage, setup, seconds);
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

test.for([
  ["HLS", streams.hlsTs, ["hlsjs", "videojs"]],
  ["HLS with separate audio", streams.dashAsHls, ["videojs", "hlsjs"]],
] as const)(
  "a viewer on hls.js and one on video.js share %s",
  async ([name, stream, pages], { stage }) => {
    const setup = { stream, swarmId: `both, ${name}` };
    const first = await stage.open({ ...setup, page: pages[0] });
    await first.until("it plays", hasPlayed(4));
    const second = await stage.open({ ...setup, page: pages[1] });
    const report = await second.until("20 s", hasPlayed(20));
    const { p2pBytes = 0, httpBytes = 0 } = report.statistics ?? {};
    console.log(
      `${pages.join(" → ")}: ${((p2pBytes / (p2pBytes + httpBytes)) * 100).toFixed(0)} %`,
    );
    expectNoStall(report);
    expectNothingPassedBy(report);
    await expectOriginBytes(report);
    expect(p2pBytes).toBeGreaterThan(httpBytes);
  },
);

describe("one viewer after another", () => {
  test("a seek into a part that is not loaded, and a switch of quality, go on being shared", async ({
    stage,
  }) => {
    stage.origin.log.clear();
    const setup = {
      page: "videojs",
      stream: streams.hlsTs,
      swarmId: "vjs-switch",
      build: "script",
      switchQualityAt: 3,
    } as const;
    const hasSwitched = ({ segments }: PlayerReport) =>
      segments.some(({ url }) => url.includes("/v1/"));
    const first = await stage.open(setup);
    await first.until("it has switched", hasSwitched);
    const second = await stage.open(setup);
    await second.until("it has switched", hasSwitched);
    for (const { page } of [first, second]) {
      await page.evaluate(() => window.videojsPlayer.currentTime(54));
    }
    const isOver = (report: PlayerReport) => report.playback.position >= 59;
    const reports = [await first.until("59 s", isOver), await second.until("59 s", isOver)];
    const copies = copiesOf(stage, reports);
    console.log(`seek and switch: ${copies.toFixed(2)} copies`);
    expect(copies).toBeLessThanOrEqual(1.3);
    for (const report of reports) {
      expect(report.errors).toEqual([]);
      expect(report.playback.height).toBe(270);
      expectNothingPassedBy(report);
      await expectOriginBytes(report);
    }
    expect(reports[1]?.statistics?.p2pBytes).toBeGreaterThan(0);
  });

  test("after dispose nothing is left running, and the other viewer is told", async ({ stage }) => {
    const setup = { page: "videojs", stream: streams.hlsTs, swarmId: "vjs-dispose" } as const;
    const [first, second] = [await stage.open(setup), await stage.open(setup)];
    const isConnected = ({ statistics }: PlayerReport) => statistics?.peers === 1;
    await Promise.all([first.until("a peer", isConnected), second.until("a peer", isConnected)]);
    expect(first.page.workers()).not.toEqual([]);
    await first.page.evaluate(() => window.videojsPlayer.dispose());
    await second.until("nobody is left", ({ statistics }) => statistics?.peers === 0);
    await expect.poll(() => first.page.workers()).toEqual([]);
    const { segments } = await first.report();
    await second.until("it plays on", hasPlayed(6));
    expect((await first.report()).segments).toHaveLength(segments.length);
  });

  test("after destroy the player goes on by itself", async ({ stage }) => {
    const setup = { page: "videojs", stream: streams.hlsTs, swarmId: "vjs-destroy" } as const;
    const viewer = await stage.open(setup);
    await viewer.until("it plays", hasPlayed(1));
    await viewer.page.evaluate(() => window.videojsEngine?.destroy());
    await viewer.page.evaluate(() => window.videojsPlayer.currentTime(50));
    const report = await viewer.until("it plays on", ({ playback }) => playback.position > 53);
    expect(report.errors).toEqual([]);
  });

  test("another source on the same player, of another format, is shared in its own swarm", async ({
    stage,
  }) => {
    const viewer = await stage.open({ page: "videojs", stream: streams.hlsTs, swarmId: "vjs-2" });
    await viewer.until("it plays", hasPlayed(1));
    const src = stage.origin.crossUrl + streams.dash;
    await viewer.page.evaluate((src) => {
      window.videojsPlayer.src({ src, type: "application/dash+xml" });
    }, src);
    const report = await viewer.until("the second one plays", ({ segments }) =>
      segments.some(({ url }) => url.includes("/dash/segment-1-03")),
    );
    expectNothingPassedBy(report);
    await expectOriginBytes(report);
  });
});

test("two players on one page, one of them by the plugin, share with a third one", async ({
  stage,
}) => {
  const setup = { page: "videojs", stream: streams.hlsTs, swarmId: "vjs-two" } as const;
  const first = await stage.open(setup);
  await first.until("it plays", hasPlayed(6));
  const second = await stage.open(setup);
  await second.until("it plays", hasPlayed(0));
  await second.page.evaluate(() => window.openSecondPlayer());
  const reports = () => second.page.evaluate(() => window.secondPlayer?.p2p().getStatistics());
  await expect.poll(async () => (await reports())?.p2pBytes ?? 0, { timeout: 30_000 }).not.toBe(0);
  const report = await second.until("both play", hasPlayed(8));
  expect(report.statistics?.p2pBytes).toBeGreaterThan(0);
  expectNothingPassedBy(report);
  expect(await reports()).toMatchObject({ unknownMediaRequests: 0, fallbacks: 0 });
});

test("if the engine cannot start, the player plays by itself, with one warning", async ({
  stage,
}) => {
  const core = { simultaneousHttpDownloads: "many" };
  const setup = { page: "videojs", stream: streams.hlsTs, swarmId: "vjs-broken", core } as const;
  const viewer = await stage.open(setup);
  const report = await viewer.until("it plays", hasPlayed(4));
  expectNoStall(report);
  const warnings = viewer.console.filter((line) => line.includes("swarmlane"));
  expect(warnings).toHaveLength(1);
  await viewer.leave();
});

describe("the origin fails", () => {
  test.for(["status:503", "status:403", "reset"])(
    "a segment that is there at the second attempt only: %s",
    async (fault, { stage }) => {
      const stream = "/streams/hls-ts/v0/media.m3u8";
      stage.origin.faults.set("/streams/hls-ts/v0/segment-02.ts", fault, 1);
      const viewer = await stage.open({ page: "videojs", stream, swarmId: `vjs-${fault}` });
      const report = await viewer.until("it plays on", hasPlayed(8));
      expect(report.errors).toEqual([]);
      await viewer.leave();
    },
  );
});

test("video.js alone plays on the same stage", async ({ stage }) => {
  const viewer = await stage.open({ page: "videojs", stream: streams.hlsTs });
  expectNoStall(await viewer.until("it plays", hasPlayed(2)));
  await viewer.leave();
});
