/** Viewers of 0.6.2 and ours in one swarm: who switches one script address goes on sharing with those who did not. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { startHarness, type Harness } from "./harness/harness.ts";
import {
  expectMostFrom,
  expectNoStall,
  expectOriginBytes,
  hasPlayed,
  playedSeconds,
  playTogether,
} from "./harness/journey.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const viewer = { player: "hlsjs", stream: streams.hlsTs } as const;

describe.concurrent("a mixed swarm", () => {
  test.each([
    ["oracle", "ours"],
    ["ours", "oracle"],
  ] as const)("first %s, then %s", async (firstCore, secondCore) => {
    const setup = { ...viewer, swarmId: `first ${firstCore}` };
    const { first, second } = await playTogether(
      harness,
      { ...setup, core: firstCore },
      { ...setup, core: secondCore },
    );
    expectNoStall(second);
    expectMostFrom(second, [first]);
    expect(first.bytes.uploaded).toBeGreaterThan(0);
    await expectOriginBytes(second);
  });

  test("two of each: nobody stalls, and each who joins later gets most from the others", async () => {
    const setup = { ...viewer, swarmId: "two and two" };
    const first = await harness.open({ ...setup, core: "oracle" });
    await first.until("the first viewer has a lead", hasPlayed(6));
    const joining = await Promise.all(
      (["ours", "oracle", "ours"] as const).map((core) => harness.open({ ...setup, core })),
    );
    await Promise.all(
      joining.map((viewer) =>
        viewer.until(`${playedSeconds} s are played`, hasPlayed(playedSeconds)),
      ),
    );
    const viewers = [first, ...joining];
    const reports = await Promise.all(viewers.map((viewer) => viewer.report()));
    for (const viewer of viewers) viewer.expectClean();
    for (const report of reports) {
      expectNoStall(report);
      await expectOriginBytes(report);
    }
    for (const report of reports.slice(1)) expectMostFrom(report, reports);
  });
});
