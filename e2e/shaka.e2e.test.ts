/** shaka-player 2.5 and p2p-media-loader-shaka 0.6.2 from npm, on our core. The adapter shares video only. */
import { describe } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { expectMostFrom, expectNoStall, expectOriginBytes } from "./harness/journey.ts";
import { test } from "./harness/test.ts";

describe("Shaka: a second viewer plays without a stall, mostly from the first", () => {
  test.for([
    ["DASH", streams.dash],
    ["HLS", streams.dashAsHls],
  ] as const)("%s", async ([name, stream], { playTogether }) => {
    const setup = { player: "shaka", core: "ours", stream, swarmId: `shaka ${name}` } as const;
    const { first, second } = await playTogether(setup, setup);
    expectNoStall(second);
    expectMostFrom(second, [first]);
    await expectOriginBytes(second);
  });
});
