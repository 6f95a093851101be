/** The oldest version of each player that its package is made for: two viewers share a stream. In Chromium. */
import { expect } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { expectNoStall, expectOriginBytes, hasPlayed } from "../harness/journey.ts";
import { expectNothingPassedBy } from "./journey.ts";
import { testPlayer, type OldestName } from "./test.ts";

const test = testPlayer("hlsjs");

test.for<[page: OldestName, stream: string]>([
  ["hlsjs-oldest", streams.hlsTs],
  ["shaka-oldest", streams.dash],
  ["dashjs-oldest", streams.dash],
  ["videojs-oldest", streams.hlsTs],
])(
  "%s: the second viewer gets most of the stream from the first",
  async ([page, stream], { stage }) => {
    const setup = { page, stream, swarmId: page, build: "script" } as const;
    const first = await stage.open(setup);
    await first.until("it plays", hasPlayed(4));
    const second = await stage.open(setup);
    const reports = await Promise.all(
      [first, second].map((viewer) => viewer.until("20 s", hasPlayed(20))),
    );
    for (const report of reports) {
      expect(report.errors).toEqual([]);
      expectNoStall(report);
      expectNothingPassedBy(report);
      await expectOriginBytes(report);
    }
    const { p2pBytes = 0, httpBytes = 0 } = reports[1]?.statistics ?? {};
    console.log(
      `${page}: ${((100 * p2pBytes) / (p2pBytes + httpBytes)).toFixed(0)} % from the peer`,
    );
    expect(p2pBytes).toBeGreaterThan(httpBytes);
  },
);

test("video.js without request hooks plays by itself, and says so", async ({ stage }) => {
  const setup = { page: "videojs-older", stream: streams.hlsTs, build: "script" } as const;
  const viewer = await stage.open({ ...setup, swarmId: "too old" });
  const report = await viewer.until("it plays", hasPlayed(4));
  expect(report.errors).toEqual([]);
  expect(report.statistics).toMatchObject({ httpBytes: 0, p2pBytes: 0, fallbacks: 0 });
  expect(viewer.console.join("\n")).toContain("Version 8.15 or newer is needed");
});
