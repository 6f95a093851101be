/** Viewers of 0.6.2 and ours in one swarm: who switches one script address goes on sharing with those who did not. */
import { describe, expect } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import {
  expectMostFrom,
  expectNoStall,
  expectOriginBytes,
  hasPlayed,
  leadSeconds,
  playedSeconds,
} from "./harness/journey.ts";
import { test } from "./harness/test.ts";

const viewer = { player: "hlsjs", stream: streams.hlsTs } as const;

describe("a mixed swarm", () => {
  test.for([
    ["oracle", "ours"],
    ["ours", "oracle"],
  ] as const)("first %s, then %s", async ([firstCore, secondCore], { playTogether }) => {
    const setup = { ...viewer, swarmId: `first ${firstCore}` };
    const { first, second } = await playTogether(
      { ...setup, core: firstCore },
      { ...setup, core: secondCore },
    );
    expectNoStall(second);
    expectMostFrom(second, [first]);
    expect(first.bytes.uploaded).toBeGreaterThan(0);
    await expectOriginBytes(second);
  });

  test("two of each: nobody stalls, and each who joins later gets most from the others", async ({
    openViewer,
  }) => {
    const setup = { ...viewer, swarmId: "two and two" };
    const first = await openViewer({ ...setup, core: "oracle" });
    await first.until("the first viewer has a lead", hasPlayed(leadSeconds));
    const joining = await Promise.all(
      (["ours", "oracle", "ours"] as const).map((core) => openViewer({ ...setup, core })),
    );
    await Promise.all(
      joining.map((viewer) =>
        viewer.until(`${playedSeconds} s are played`, hasPlayed(playedSeconds)),
      ),
    );
    const viewers = [first, ...joining];
    const reports = await Promise.all(viewers.map((viewer) => viewer.report()));
    for (const report of reports) {
      expectNoStall(report);
      await expectOriginBytes(report);
    }
    for (const report of reports.slice(1)) expectMostFrom(report, reports);
  });
});
