/** hls.js 0.14.17 and p2p-media-loader-hlsjs 0.6.2 from npm, on our core. */
import { describe, expect } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { expectMostFrom, expectNoStall, expectOriginBytes } from "./harness/journey.ts";
import { test } from "./harness/test.ts";

const ours = { player: "hlsjs", core: "ours" } as const;

describe("hls.js: a second viewer plays without a stall, mostly from the first", () => {
  test("TS segments, with a switch of quality while playing", async ({ playTogether }) => {
    const setup = { ...ours, stream: streams.hlsTs, swarmId: "switch" };
    // the first switches some seconds before the second, which meets it in both qualities
    const { first, second } = await playTogether(
      { ...setup, switchQualityAt: 12 },
      { ...setup, switchQualityAt: 10 },
    );
    expect(second.playback.height).toBe(270);
    expect(new Set(second.segments.map(({ url }) => /\/(v\d)\//.exec(url)?.[1]))).toEqual(
      new Set(["v0", "v1"]),
    );
    expectNoStall(second);
    expectMostFrom(second, [first]);
    await expectOriginBytes(second);
  });

  test("fMP4 in byte ranges of a single file", async ({ playTogether }) => {
    const setup = { ...ours, stream: streams.hlsByteRange, swarmId: "byte-range" };
    const { first, second } = await playTogether(setup, setup);
    expect(new Set(second.segments.map(({ range }) => range)).size).toBeGreaterThan(10);
    expectNoStall(second);
    expectMostFrom(second, [first]);
    await expectOriginBytes(second);
  });

  test("a live window", async ({ playTogether }) => {
    // who is first at the live edge is a draw; here the first viewer always draws the origin
    const stream = "/live/hlsjs/hls-ts/master.m3u8";
    const setup = { ...ours, stream, swarmId: "live", speed: 1 };
    const eager = { ...setup, loader: { httpDownloadProbability: 1 } };
    const { first, second } = await playTogether(eager, setup);
    expectNoStall(second);
    expectMostFrom(second, [first]);
    await expectOriginBytes(second);
  });
});
