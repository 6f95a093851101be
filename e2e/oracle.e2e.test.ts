/** Proves the harness: p2p-media-loader-core 0.6.2 itself, in both roles, with settings that work today. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

describe.concurrent("0.6.2 on both sides", () => {
  test.each([
    ["hlsjs", streams.hlsTs],
    ["shaka", streams.dash],
  ] as const)("%s: the second viewer is served by the first", async (player, stream) => {
    const setup = { player, core: "oracle", stream, swarmId: `oracle-${player}` } as const;
    const { first, second } = await playTogether(harness, setup, setup);
    expectNoStall(second);
    expectMostFrom(second, [first]);
    await expectOriginBytes(second);
    expect(first.bytes.uploaded).toBeGreaterThan(0);
  });
});
