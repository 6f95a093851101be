/** The same viewer where the page is not what we would like: no worker, no channel transfer, a busy main thread. */
import { describe } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { expectMostFrom, expectNoStall, expectOriginBytes } from "./harness/journey.ts";
import { test, type ViewerSetup } from "./harness/test.ts";

const viewer = { player: "hlsjs", core: "ours", stream: streams.hlsTs } as const;

describe("a second viewer plays without a stall, mostly from the first", () => {
  test.for<[string, Partial<ViewerSetup>]>([
    ["without a worker", { loader: { worker: false } }],
    ["without channel transfer", { loader: { transferChannels: false } }],
    [
      "with its main thread blocked 200 ms of every 210",
      { block: { busy: 200, every: 210 }, speed: 1 },
    ],
  ])("%s", async ([swarmId, changed], { playTogether }) => {
    const setup = { ...viewer, swarmId };
    const { first, second } = await playTogether(setup, { ...setup, ...changed });
    expectNoStall(second);
    expectMostFrom(second, [first]);
    await expectOriginBytes(second);
  });
});
