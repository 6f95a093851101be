/** Proves the harness: p2p-media-loader-core 0.6.2 itself, in both roles, with settings that work today. */
import { describe, expect } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { expectMostFrom, expectNoStall, expectOriginBytes } from "./harness/journey.ts";
import { test } from "./harness/test.ts";

describe("0.6.2 on both sides", () => {
  test.for([
    ["hlsjs", streams.hlsTs],
    ["shaka", streams.dash],
  ] as const)(
    "%s: the second viewer is served by the first",
    async ([player, stream], { playTogether }) => {
      const setup = { player, core: "oracle", stream, swarmId: `oracle-${player}` } as const;
      const { first, second } = await playTogether(setup, setup);
      expectNoStall(second);
      expectMostFrom(second, [first]);
      await expectOriginBytes(second);
      expect(first.bytes.uploaded).toBeGreaterThan(0);
    },
  );
});
