/** shaka-player 2.5 and p2p-media-loader-shaka 0.6.2 from npm, on our core. The adapter shares video only. */
import { afterAll, beforeAll, describe, test } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { startHarness, type Harness } from "./harness/harness.ts";
import {
  expectMostFrom,
  expectNoStall,
  expectOriginBytes,
  playTogether,
} from "./harness/journey.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

describe.concurrent("Shaka: a second viewer plays without a stall, mostly from the first", () => {
  test.each([
    ["DASH", streams.dash],
    ["HLS", streams.dashAsHls],
  ])("%s", async (name, stream) => {
    const setup = { player: "shaka", core: "ours", stream, swarmId: `shaka ${name}` } as const;
    const { first, second } = await playTogether(harness, setup, setup);
    expectNoStall(second);
    expectMostFrom(second, [first]);
    await expectOriginBytes(second);
  });
});
